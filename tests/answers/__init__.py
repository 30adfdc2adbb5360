"""The answers of the program to a fixed list of alleles, frozen so that none changes unnoticed."""
