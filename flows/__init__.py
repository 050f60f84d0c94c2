"""What moves data: sources, the Prefect flow, the store, publishing, the report and the command line. No language knowledge here."""
