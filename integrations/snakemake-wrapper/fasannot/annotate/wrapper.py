# Made by `python -m integrations` from the options of fasannot annotate; do not edit.
__author__ = "The fasannot developers"
__license__ = "MIT"

import shlex

from snakemake.shell import shell

INPUTS = {
    "data": "--data",
    "clinvar": "--clinvar",
    "gnomad": "--gnomad",
    "spliceai": "--spliceai",
    "alphamissense": "--alphamissense",
    "revel": "--revel",
    "ped": "--ped"
}
OUTPUTS = {
    "samples": "--samples",
    "multiqc": "--multiqc",
    "haplotypes": "--haplotypes"
}

given = [
    f"{flag} {shlex.quote(str(path))}"
    for flags, named in ((INPUTS, snakemake.input), (OUTPUTS, snakemake.output))
    for name, flag in flags.items()
    if name in named.keys()
    for path in ([named[name]] if isinstance(named[name], str) else named[name])
]
vcf = snakemake.input.get("vcf") or snakemake.input[0]
annotated = snakemake.output.get("annotated") or snakemake.output[0]
files = " ".join(given)
extra = snakemake.params.get("extra", "")
log = snakemake.log_fmt_shell(stdout=True, stderr=True)

shell(
    "fasannot annotate {vcf:q} --output {annotated:q} --threads {snakemake.threads} "
    "--no-progress {files} {extra} {log}"
)
