"""The answer for one allele: what follows from the sequence, and what the evidence says of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from fasannot.allele.structural.variant import StructuralVariant
from fasannot.effect.new_stop import NewStop
from fasannot.effect.terms import Consequence, Impact, Nmd
from fasannot.effect.transcript_effect import TranscriptEffect
from fasannot.gene.model import GENE_ID, SYMBOL, Assembly
from fasannot.rules.assess import Assessment
from fasannot.rules.columns import facts
from fasannot.rules.flags import Flag, LossOfFunction, Mechanism, is_candidate
from fasannot.rules.notebook import as_html


def _short(text: str, longest: int = 80) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


@dataclass(frozen=True, slots=True, repr=False)
class Finding:
    """One allele on one transcript, with everything said of it.

    Attributes:
        allele: ALT as written in the record.
        assembly: the genome build of the record.
        hgvs_g: g. name on that build; empty for a mismatched REF.
        effect: what follows from the sequence; ``None`` for a mismatched REF.
        assessment: what the evidence says; ``None`` for a mismatched REF, and on transcripts
            other than NM_000043.6, for which the rules are not made.
        vrs_id: GA4GH VRS allele id; empty where it cannot be computed.
        flags: flags of the allele, and of its samples where they are known, in output order.
        record_notes: codes for NOTES that come from the record, not from the rules.
        structural: what a symbolic allele or breakend was read as.
    """

    allele: str
    assembly: Assembly
    hgvs_g: str
    effect: TranscriptEffect | None
    assessment: Assessment | None
    vrs_id: str
    flags: tuple[Flag, ...]
    record_notes: tuple[str, ...] = ()
    structural: StructuralVariant | None = None

    symbol: ClassVar[str] = SYMBOL
    gene: ClassVar[str] = GENE_ID
    feature_type: ClassVar[str] = "Transcript"

    def __hash__(self) -> int:
        return hash((self.allele, self.assembly.name, self.hgvs_g, self.vrs_id, self.flags))

    def to_dict(self) -> dict[str, Any]:
        """Return the facts under the names of the JSON output; missing is ``None``."""
        return facts(self)

    def _repr_html_(self) -> str:
        """Return a small table for a notebook."""
        return as_html(self.to_dict())

    def __repr__(self) -> str:
        name = _short(self.hgvs_c or self.hgvs_g or self.allele)
        protein = f", {_short(self.hgvs_p)}" if self.hgvs_p else ""
        flags = f", flags={'&'.join(self.flags)}" if self.flags else ""
        return f"Finding({name}{protein}, {self.assembly.name}{flags})"

    @property
    def candidate(self) -> bool:
        """Whether the allele deserves a look for ALPS."""
        return is_candidate(self.flags)

    @property
    def consequences(self) -> tuple[Consequence, ...]:
        """Sequence Ontology terms, the most severe first."""
        return self.effect.consequences if self.effect is not None else ()

    @property
    def impact(self) -> Impact | None:
        """Impact of the most severe term."""
        return self.effect.impact if self.effect is not None else None

    @property
    def hgvs_c(self) -> str | None:
        """The c. (n.) name with accession."""
        return self.effect.hgvs_c if self.effect is not None else None

    @property
    def hgvs_p(self) -> str | None:
        """The p. name with accession."""
        return self.effect.hgvs_p if self.effect is not None else None

    @property
    def legacy(self) -> str | None:
        """The name in the mature numbering of the older ALPS literature."""
        return self.effect.legacy if self.effect is not None else None

    @property
    def domains(self) -> tuple[str, ...]:
        """Domains touched or losing residues."""
        found = self.effect.domains if self.effect is not None else ()
        return tuple([domain.name for domain in found]) if found else ()

    @property
    def ptc(self) -> NewStop | None:
        """The new stop."""
        return self.effect.stop if self.effect is not None else None

    @property
    def nmd(self) -> Nmd | None:
        """Nonsense-mediated decay, judged from the new stop."""
        return self.effect.nmd if self.effect is not None else None

    @property
    def lof(self) -> LossOfFunction | None:
        """Confidence of loss of function."""
        return self.assessment.lof if self.assessment is not None else None

    @property
    def lof_reasons(self) -> tuple[str, ...]:
        """Rule ids behind the loss-of-function call."""
        return self.assessment.lof_reasons if self.assessment is not None else ()

    @property
    def splice_texts(self) -> tuple[str, ...]:
        """Predicted outcomes of splicing and what is behind them."""
        return self.assessment.splice_texts if self.assessment is not None else ()

    @property
    def mechanisms(self) -> tuple[Mechanism, ...]:
        """How the allele is thought to act; two only where both were measured."""
        return self.assessment.mechanisms if self.assessment is not None else ()

    @property
    def mechanism(self) -> str | None:
        """The same as text, two joined by ``&``; ``None`` where nothing is said."""
        return "&".join(self.mechanisms) or None

    @property
    def known(self) -> tuple[str, ...]:
        """Catalogue entries, each marked how it relates to the allele."""
        return self.assessment.known if self.assessment is not None else ()

    @property
    def criteria(self) -> tuple[str, ...]:
        """ACMG/AMP criteria with strength, from automated evidence alone."""
        return self.assessment.criteria if self.assessment is not None else ()

    @property
    def points(self) -> int | None:
        """Tavtigian points of those criteria."""
        return self.assessment.points if self.assessment is not None else None

    @property
    def classification(self) -> str | None:
        """Class from those points alone."""
        return self.assessment.classification if self.assessment is not None else None

    @property
    def notes(self) -> tuple[str, ...]:
        """Codes of what a careful reader must know beside the facts."""
        judged = self.assessment.notes if self.assessment is not None else ()
        return judged + self.record_notes
