"""Finds tables. Corner gives all at once, so the pages are cut here; a cursor is the id of the table beside it."""

from adapter import corner
from adapter.corner_api import CornerTable, TableList
from patio_sdk import InvalidRequest, exported
from wit_world import exports
from wit_world.exports import tables
from wit_world.imports import model


@exported
class Tables(exports.Tables):
    def search_tables(
        self, filter: tables.TableFilter, page: model.PageRequest, requester: model.Requester
    ) -> tables.TablePage:
        query = {} if filter.area_id is None else {"area": filter.area_id}
        found = corner.get("/tables", _read, query)
        if filter.waiter_id is not None:
            found = [table for table in found if filter.waiter_id in table.waiter_ids]
        return _cut(found, page)


def _read(answer: TableList) -> list[tables.Table]:
    return [_table(table) for table in answer["tables"]]


def _table(table: CornerTable) -> tables.Table:
    return tables.Table(
        id=table["id"],
        name=table["name"],
        max_covers=table["seats"],
        area_id=table["area"],
        waiter_ids=list(table["waiters"]),
    )


def _cut(found: list[tables.Table], page: model.PageRequest) -> tables.TablePage:
    match page.at:
        case None:
            start, end = 0, page.limit
        case model.Position_After(cursor):
            start = _place(found, cursor) + 1
            end = start + page.limit
        case model.Position_Before(cursor):
            end = _place(found, cursor)
            start = max(end - page.limit, 0)
    shown = found[start:end]
    ends = model.PageEnds(
        before=shown[0].id if shown and start > 0 else None,
        after=shown[-1].id if shown and end < len(found) else None,
    )
    return tables.TablePage(tables=shown, ends=ends)


def _place(found: list[tables.Table], cursor: str) -> int:
    for place, table in enumerate(found):
        if table.id == cursor:
            return place
    raise InvalidRequest(f"{cursor!r} is no cursor of these tables")
