#!/usr/bin/env cwl-runner
# Made by `python -m integrations` from the options of fasannot annotate; do not edit.
{
  "cwlVersion": "v1.2",
  "class": "CommandLineTool",
  "label": "Annotate FAS variants in VCF files for autoimmune lymphoproliferative syndrome (ALPS)",
  "doc": "Annotate FAS variants in VCF files for autoimmune lymphoproliferative syndrome (ALPS). Automated evidence to be judged by a specialist; not a diagnosis. https://pypi.org/project/fasannot/",
  "hints": {
    "DockerRequirement": {
      "dockerPull": "biocontainers/fasannot:0.1.0--pyhdfd78af_0"
    },
    "SoftwareRequirement": {
      "packages": {
        "fasannot": {
          "version": [
            "0.1.0"
          ],
          "specs": [
            "https://pypi.org/project/fasannot/"
          ]
        }
      }
    },
    "ResourceRequirement": {
      "coresMin": 1,
      "ramMin": 500
    }
  },
  "baseCommand": [
    "fasannot",
    "annotate"
  ],
  "arguments": [
    {
      "prefix": "--threads",
      "valueFrom": "$(runtime.cores)"
    },
    "--no-progress"
  ],
  "inputs": {
    "vcf": {
      "type": "File",
      "doc": "VCF or BCF, packed or not",
      "secondaryFiles": [
        {
          "pattern": ".tbi",
          "required": false
        },
        {
          "pattern": ".csi",
          "required": false
        }
      ],
      "inputBinding": {
        "position": 1
      }
    },
    "output_name": {
      "type": "string",
      "default": "annotated.vcf.gz",
      "doc": "Name of the output; its suffix says what it is: .vcf, .vcf.gz, .bcf, .tsv, .json",
      "inputBinding": {
        "prefix": "--output"
      }
    },
    "assembly": {
      "type": [
        "null",
        {
          "type": "enum",
          "symbols": [
            "auto",
            "GRCh37",
            "GRCh38"
          ]
        }
      ],
      "doc": "Genome build; auto finds it from contig lengths, names and REF bases.",
      "inputBinding": {
        "prefix": "--assembly"
      }
    },
    "fas_only": {
      "type": "boolean?",
      "doc": "VCF and BCF outputs: only FAS records, or all (default).",
      "inputBinding": {
        "prefix": "--fas-only"
      }
    },
    "transcripts": {
      "type": [
        "null",
        {
          "type": "enum",
          "symbols": [
            "mane",
            "coding",
            "all"
          ]
        }
      ],
      "doc": "mane: NM_000043.6 alone; the others add entries.",
      "inputBinding": {
        "prefix": "--transcripts"
      }
    },
    "ref_mismatch": {
      "type": [
        "null",
        {
          "type": "enum",
          "symbols": [
            "error",
            "flag"
          ]
        }
      ],
      "doc": "What to do when REF disagrees with the reference.",
      "inputBinding": {
        "prefix": "--ref-mismatch"
      }
    },
    "no_known": {
      "type": "boolean?",
      "doc": "Leave the catalogue of known variants out.",
      "inputBinding": {
        "prefix": "--no-known"
      }
    },
    "flag": {
      "type": [
        "null",
        {
          "type": "array",
          "items": "string",
          "inputBinding": {
            "prefix": "--flag"
          }
        }
      ],
      "doc": "Keep only alleles with one of these flags (tsv, json, table); may be repeated. One of: LOF, LOF_LC, DEATH_DOMAIN, SPLICE, CYSTEINE, RECEPTOR, KNOWN_ALPS, KNOWN_REPORTED, COMMON, REF_MISMATCH, NOT_JUDGED, HOM, MOSAIC, SECOND_HIT, COMPOUND, LOH.",
      "inputBinding": {}
    },
    "data": {
      "type": [
        "null",
        "Directory"
      ],
      "doc": "Slices of official releases, made by 'fasannot data fetch'. Default: the variable FASANNOT_DATA.",
      "inputBinding": {
        "prefix": "--data"
      }
    },
    "clinvar": {
      "type": [
        "null",
        {
          "type": "array",
          "items": "File",
          "inputBinding": {
            "prefix": "--clinvar"
          }
        }
      ],
      "doc": "Your ClinVar VCF (bgzip, tabix); may be repeated.",
      "secondaryFiles": [
        {
          "pattern": ".tbi",
          "required": true
        }
      ],
      "inputBinding": {}
    },
    "gnomad": {
      "type": [
        "null",
        {
          "type": "array",
          "items": "File",
          "inputBinding": {
            "prefix": "--gnomad"
          }
        }
      ],
      "doc": "Your gnomAD sites VCF (bgzip, tabix); may be repeated.",
      "secondaryFiles": [
        {
          "pattern": ".tbi",
          "required": true
        }
      ],
      "inputBinding": {}
    },
    "spliceai": {
      "type": [
        "null",
        {
          "type": "array",
          "items": "File",
          "inputBinding": {
            "prefix": "--spliceai"
          }
        }
      ],
      "doc": "Your SpliceAI VCF (bgzip, tabix); may be repeated.",
      "secondaryFiles": [
        {
          "pattern": ".tbi",
          "required": true
        }
      ],
      "inputBinding": {}
    },
    "alphamissense": {
      "type": [
        "null",
        {
          "type": "array",
          "items": "File",
          "inputBinding": {
            "prefix": "--alphamissense"
          }
        }
      ],
      "doc": "Your AlphaMissense TSV (bgzip, tabix); may be repeated.",
      "secondaryFiles": [
        {
          "pattern": ".tbi",
          "required": true
        }
      ],
      "inputBinding": {}
    },
    "revel": {
      "type": [
        "null",
        {
          "type": "array",
          "items": "File",
          "inputBinding": {
            "prefix": "--revel"
          }
        }
      ],
      "doc": "Your REVEL TSV (bgzip, tabix); may be repeated.",
      "secondaryFiles": [
        {
          "pattern": ".tbi",
          "required": true
        }
      ],
      "inputBinding": {}
    },
    "frequency_tag": {
      "type": [
        "null",
        {
          "type": "array",
          "items": "string",
          "inputBinding": {
            "prefix": "--frequency-tag"
          }
        }
      ],
      "doc": "INFO key of INPUT that holds a population allele frequency; may be repeated.",
      "inputBinding": {}
    },
    "samples_name": {
      "type": "string?",
      "doc": "Also write a TSV of genotypes: one row per sample and FAS allele it carries. Name of that file.",
      "inputBinding": {
        "prefix": "--samples"
      }
    },
    "multiqc_name": {
      "type": "string?",
      "doc": "Also write MultiQC custom content (PATH ending in _mqc.json); the columns for the general statistics go to a second file beside it. Name of that file.",
      "inputBinding": {
        "prefix": "--multiqc"
      }
    },
    "haplotypes_name": {
      "type": "string?",
      "doc": "Also write a TSV of phased haplotypes with two or more FAS variants, read together. Name of that file.",
      "inputBinding": {
        "prefix": "--haplotypes"
      }
    },
    "ped": {
      "type": [
        "null",
        "File"
      ],
      "doc": "PED file: inheritance of each sample's alleles.",
      "inputBinding": {
        "prefix": "--ped"
      }
    },
    "info_field": {
      "type": [
        "null",
        "string"
      ],
      "doc": "VCF and BCF outputs: the INFO key of the entries.",
      "inputBinding": {
        "prefix": "--info-field"
      }
    },
    "csq": {
      "type": "boolean?",
      "doc": "VCF and BCF outputs: also write CSQ with the subfields of Ensembl VEP, for programs that read those.",
      "inputBinding": {
        "prefix": "--csq"
      }
    },
    "verify": {
      "type": "boolean?",
      "doc": "Inflate and check every block of the input.",
      "inputBinding": {
        "prefix": "--verify"
      }
    },
    "details": {
      "type": "boolean?",
      "doc": "Table: each candidate in full, not in one line.",
      "inputBinding": {
        "prefix": "--details"
      }
    },
    "verbose": {
      "type": "boolean?",
      "doc": "Also name flags and candidates on stderr.",
      "inputBinding": {
        "prefix": "--verbose"
      }
    }
  },
  "outputs": {
    "annotated": {
      "type": "File",
      "doc": "The annotated file",
      "outputBinding": {
        "glob": "$(inputs.output_name)"
      }
    },
    "samples": {
      "type": "File?",
      "doc": "Also write a TSV of genotypes: one row per sample and FAS allele it carries. Usual name: *.samples.tsv",
      "outputBinding": {
        "glob": "$(inputs.samples_name)"
      }
    },
    "multiqc": {
      "type": "File[]",
      "doc": "Also write MultiQC custom content (PATH ending in _mqc.json); the columns for the general statistics go to a second file beside it. Usual name: *_mqc.json",
      "outputBinding": {
        "glob": "*_mqc.json"
      }
    },
    "haplotypes": {
      "type": "File?",
      "doc": "Also write a TSV of phased haplotypes with two or more FAS variants, read together. Usual name: *.haplotypes.tsv",
      "outputBinding": {
        "glob": "$(inputs.haplotypes_name)"
      }
    }
  }
}
