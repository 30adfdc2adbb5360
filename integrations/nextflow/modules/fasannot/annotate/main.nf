// Made by `python -m integrations` from the options of fasannot annotate; do not edit.
//
// Options by task.ext.args:
//   --output-type: v, z, b, u, tsv, json, table, xlsx; z unless asked for.
//   --assembly: Genome build; auto finds it from contig lengths, names and REF bases.
//   --fas-only: VCF and BCF outputs: only FAS records, or all (default).
//   --transcripts: mane: NM_000043.6 alone; the others add entries.
//   --ref-mismatch: What to do when REF disagrees with the reference.
//   --no-known: Leave the catalogue of known variants out.
//   --flag: Keep only alleles with one of these flags (tsv, json, table); may be repeated.
//   --frequency-tag: INFO key of INPUT that holds a population allele frequency; may be repeated.
//   --info-field: VCF and BCF outputs: the INFO key of the entries.
//   --csq: VCF and BCF outputs: also write CSQ with the subfields of Ensembl VEP, for programs that read those.
//   --verify: Inflate and check every block of the input.
//   --details: Table: each candidate in full, not in one line.
//   --verbose: Also name flags and candidates on stderr.
process FASANNOT_ANNOTATE {
    tag "$meta.id"
    label 'process_single'

    conda "${moduleDir}/environment.yml"
    container "${ workflow.containerEngine in ['singularity', 'apptainer'] && !task.ext.singularity_pull_docker_container ?
        'https://depot.galaxyproject.org/singularity/fasannot:0.1.0--pyhdfd78af_0' :
        'quay.io/biocontainers/fasannot:0.1.0--pyhdfd78af_0' }"

    input:
    tuple val(meta), path(vcf), path(index)
    path data, stageAs: 'data/*'
    path clinvar, stageAs: 'clinvar/*'
    path gnomad, stageAs: 'gnomad/*'
    path spliceai, stageAs: 'spliceai/*'
    path alphamissense, stageAs: 'alphamissense/*'
    path revel, stageAs: 'revel/*'
    path ped, stageAs: 'ped/*'

    output:
    tuple val(meta), path("${prefix}.${suffix}"), emit: annotated
    tuple val(meta), path("${prefix}.${suffix}.csi"), emit: csi, optional: true
    tuple val(meta), path("*.samples.tsv"), emit: samples
    tuple val(meta), path("*_mqc.json"), emit: multiqc
    tuple val(meta), path("*.haplotypes.tsv"), emit: haplotypes
    tuple val("${task.process}"), val('fasannot'), eval("fasannot --version | sed 's/^fasannot //'"), emit: versions_fasannot, topic: versions

    when:
    task.ext.when == null || task.ext.when

    script:
    def args = task.ext.args ?: ''
    def asked = args =~ /(?:--output-type|-O)[ =]*([a-z]+)/
    def type = asked ? asked[0][1] : 'z'
    prefix = task.ext.prefix ?: "${meta.id}.fasannot"
    suffix = [v: 'vcf', z: 'vcf.gz', b: 'bcf', u: 'bcf', tsv: 'fas.tsv', json: 'fas.json', table: 'fas.txt', xlsx: 'fas.xlsx'][type]
    def write_index = type in ['z', 'b'] ? '--write-index' : ''
    def data_file = [data].flatten().findAll { it && !(it.name ==~ /.*\.(tbi|csi)/) }.collect { "--data $it" }.join(' ')
    def clinvar_file = [clinvar].flatten().findAll { it && !(it.name ==~ /.*\.(tbi|csi)/) }.collect { "--clinvar $it" }.join(' ')
    def gnomad_file = [gnomad].flatten().findAll { it && !(it.name ==~ /.*\.(tbi|csi)/) }.collect { "--gnomad $it" }.join(' ')
    def spliceai_file = [spliceai].flatten().findAll { it && !(it.name ==~ /.*\.(tbi|csi)/) }.collect { "--spliceai $it" }.join(' ')
    def alphamissense_file = [alphamissense].flatten().findAll { it && !(it.name ==~ /.*\.(tbi|csi)/) }.collect { "--alphamissense $it" }.join(' ')
    def revel_file = [revel].flatten().findAll { it && !(it.name ==~ /.*\.(tbi|csi)/) }.collect { "--revel $it" }.join(' ')
    def ped_file = [ped].flatten().findAll { it && !(it.name ==~ /.*\.(tbi|csi)/) }.collect { "--ped $it" }.join(' ')
    if ("$vcf" == "${prefix}.${suffix}") error "Input and output names are the same, set task.ext.prefix"
    """
    fasannot annotate \\
        --output ${prefix}.${suffix} \\
        $write_index \\
        --threads $task.cpus \\
        --no-progress \\
        --samples ${prefix}.samples.tsv \\
        --multiqc ${prefix}_mqc.json \\
        --haplotypes ${prefix}.haplotypes.tsv \\
        ${data_file} \\
        ${clinvar_file} \\
        ${gnomad_file} \\
        ${spliceai_file} \\
        ${alphamissense_file} \\
        ${revel_file} \\
        ${ped_file} \\
        $args \\
        $vcf
    """

    stub:
    def args = task.ext.args ?: ''
    def asked = args =~ /(?:--output-type|-O)[ =]*([a-z]+)/
    def type = asked ? asked[0][1] : 'z'
    prefix = task.ext.prefix ?: "${meta.id}.fasannot"
    suffix = [v: 'vcf', z: 'vcf.gz', b: 'bcf', u: 'bcf', tsv: 'fas.tsv', json: 'fas.json', table: 'fas.txt', xlsx: 'fas.xlsx'][type]
    def create = suffix.endsWith('.gz') ? "echo '' | gzip >" : 'touch'
    """
    $create ${prefix}.${suffix}
    touch ${prefix}.samples.tsv
    touch ${prefix}_mqc.json
    touch ${prefix}.haplotypes.tsv
    """
}
