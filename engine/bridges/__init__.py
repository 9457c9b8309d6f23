"""Bridges to other people's tools: Parquet tables, process mining's OCEL and XES, and Gymnasium."""
