"""Reports of the measures: figures, tables, files, documents."""
