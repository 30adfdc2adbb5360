"""One event per sample: one change that several records write."""

from tests.samples.support import R250P, row, sample_rows


def test_one_allele_in_two_spellings_is_one_event_with_the_surer_genotype(tmp_path):
    padded = ("89014190", "CG", "CC")
    listed, _ = sample_rows(
        tmp_path,
        [row(padded, "GT:GQ:AD", "1/1:9:0,4"), row(R250P, "GT:GQ:AD", "0/1:80:20,21")],
    )
    assert {item["EVENT"] for item in listed} == {"NC_000010.11:g.89014191G>C"}
    assert [item["GT"] for item in listed] == ["1/1", "0/1"]
    assert {(item["ZYGOSITY"], item["AD"], item["VAF"]) for item in listed} == {
        ("het", "20,21", "0.5122")
    }
    assert all("HOM" not in item["FLAGS"] and item["PARTNERS"] == "" for item in listed)


def test_the_columns_of_people_come_last(tmp_path):
    (item,), _ = sample_rows(tmp_path, [row(R250P, "GT:CN", "0/1:2")])
    assert list(item)[-5:] == ["CN", "EVENT", "PERSON", "TISSUE", "ORIGIN"]
    assert [item[name] for name in ("CN", "PERSON", "TISSUE", "ORIGIN")] == ["2", "", "", ""]
