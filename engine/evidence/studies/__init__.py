"""Every study of a recording, one module each: `STUDY` says what it is called, in which order it runs, and makes it."""
