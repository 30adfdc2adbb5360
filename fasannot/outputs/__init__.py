"""What goes out: VCF, rows, tables, pages and figures."""
