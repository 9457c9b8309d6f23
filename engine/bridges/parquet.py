"""Parquet tables, written by duckdb on one thread in the order of their rows: the same rows give the same bytes.

Columns come as numpy arrays; what a masked array masks becomes NULL. Nothing here needs pandas or pyarrow.
"""

from __future__ import annotations

import contextlib
import pathlib
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from engine.errors import InputError

if TYPE_CHECKING:
    import duckdb

ROW_GROUP: Final = 122_880  # rows; fixed, as it shapes the file
FINAL: Final = "zstd"
PART: Final = "lz4_raw"

Columns = Mapping[str, Any]
Types = Mapping[str, str]


@contextlib.contextmanager
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    """A database in memory that works on one thread and keeps rows in order; it reads and writes no other place."""
    import duckdb

    connected = duckdb.connect(":memory:", config={"threads": 1, "preserve_insertion_order": True})
    try:
        yield connected
    finally:
        connected.close()


def write_columns(file: pathlib.Path, columns: Columns, types: Types, compression: str = PART) -> None:
    """Write a table.

    Args:
        file: where to; overwritten.
        columns: arrays of one length, by name.
        types: SQL types by name, in the order of the columns.
        compression: a codec of Parquet.
    """
    write_tables({file: (columns, types)}, compression)


def write_tables(tables: Mapping[pathlib.Path, tuple[Columns, Types]], compression: str = PART) -> None:
    """Write several tables; opening a database takes longer than filling a small one.

    Args:
        tables: columns and types, by file.
        compression: a codec of Parquet.
    """
    with connection() as database:
        for file, (columns, types) in tables.items():
            database.register("given", dict(columns))
            shown = ", ".join(f'CAST("{name}" AS {kind}) AS "{name}"' for name, kind in types.items())
            _copy(database, f"SELECT {shown} FROM given", file, compression, {})  # noqa: S608 (our own names)
            database.unregister("given")


def merge(
    parts: Sequence[pathlib.Path], file: pathlib.Path, metadata: Mapping[str, str], compression: str = FINAL
) -> None:
    """Write one table out of many, one after the other; memory holds a row group at a time.

    Args:
        parts: Parquet files of the same columns.
        file: where to; overwritten.
        metadata: keys and texts to put into the file.
        compression: a codec of Parquet.
    """
    listed = ", ".join(_quoted(str(part)) for part in parts)
    with connection() as database:
        _copy(database, f"SELECT * FROM read_parquet([{listed}])", file, compression, metadata)  # noqa: S608


def read_metadata(file: pathlib.Path) -> dict[str, str]:
    """What `merge` put into a file.

    Raises:
        InputError: it is no Parquet file.
    """
    import duckdb

    if not file.is_file():
        raise InputError(f"'{file}': no such file")
    with connection() as database:
        try:
            rows = database.execute("SELECT key, value FROM parquet_kv_metadata(?)", [str(file)]).fetchall()
        except duckdb.Error as error:
            raise InputError(f"'{file}' is no Parquet file: {error}") from None
    return {bytes(key).decode(): bytes(value).decode() for key, value in rows}


def _copy(
    database: duckdb.DuckDBPyConnection, query: str, file: pathlib.Path, compression: str, metadata: Mapping[str, str]
) -> None:
    options = f"FORMAT parquet, COMPRESSION {compression}, ROW_GROUP_SIZE {ROW_GROUP}"
    if metadata:
        options += ", KV_METADATA {" + ", ".join(f"{name}: {_quoted(text)}" for name, text in metadata.items()) + "}"
    import duckdb

    try:
        database.execute(f"COPY ({query}) TO {_quoted(str(file))} ({options})")
    except duckdb.Error as error:
        raise InputError(f"'{file}' cannot be written: {error}") from None


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
