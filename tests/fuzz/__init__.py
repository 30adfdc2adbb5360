"""The gate that lasts: whatever file comes, nothing is altered, nothing silent, nothing run.

``test_commands`` makes files whose structure is that of VCF and whose content is anything, and runs
every command on them; ``test_faults`` cuts inputs, fills disks, sends signals and closes streams
while a command runs. A bounded slice is in every run of the tests. The long run:

    FUZZ_SECONDS=3600 FUZZ_SEED=7 python -m pytest -m slow tests/fuzz tests/stream/test_fuzz.py

``harness`` holds targets for coverage-guided fuzzing of the parsers (``pip install atheris``):

    python -m tests.fuzz.harness record -max_total_time=600
"""
