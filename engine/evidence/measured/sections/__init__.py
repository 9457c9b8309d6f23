"""Sections of the page of measured evidence, one module each: `SECTION` says what is measured, and measures it."""
