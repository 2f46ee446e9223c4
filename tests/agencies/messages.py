"""Small messages of SDMX, made here."""

from __future__ import annotations

from collections.abc import Mapping

_MESSAGE = "http://www.sdmx.org/resources/sdmxml/schemas/v2_1/message"
_DATA = "http://www.sdmx.org/resources/sdmxml/schemas/v2_1/data/generic"
_COMMON = "http://www.sdmx.org/resources/sdmxml/schemas/v2_1/common"
_FOOTER = f"{_MESSAGE}/footer"


def message(
    figures: Mapping[tuple[str, str], float | str], prepared: str = "2026-01-02T03:04:05", series_code: str = ""
) -> bytes:
    """A message in SDMX-ML 2.1 with a figure for each country and year, and a third dimension as the World Bank has it."""
    code = f'<g:Value id="SERIES" value="{series_code}"/>' if series_code else ""
    series = "".join(
        f'<g:Series><g:SeriesKey><g:Value id="REF_AREA" value="{area}"/>{code}<g:Value id="FREQ" value="A"/></g:SeriesKey>'
        f'<g:Obs><g:ObsDimension value="{year}"/><g:ObsValue value="{value}"/></g:Obs></g:Series>'
        for (area, year), value in figures.items()
    )
    return (
        f'<?xml version="1.0"?><m:GenericData xmlns:m="{_MESSAGE}" xmlns:g="{_DATA}" xmlns:c="{_COMMON}">'
        f"<m:Header><m:ID>{prepared}</m:ID><m:Test>false</m:Test><m:Prepared>{prepared}</m:Prepared>"
        f'<m:Sender id="TEST"/><m:Structure structureID="S" dimensionAtObservation="TIME_PERIOD"><c:Structure>'
        f'<Ref agencyID="TEST" id="POPULATION" version="1.0"/></c:Structure></m:Structure></m:Header>'
        f'<m:DataSet structureRef="S">{series}</m:DataSet></m:GenericData>'
    ).encode()


def promise(url: str) -> bytes:
    """A message without figures whose footer says where they will be, as Eurostat wrote it."""
    return (
        f'<?xml version="1.0"?><m:GenericData xmlns:m="{_MESSAGE}" xmlns:f="{_FOOTER}" xmlns:c="{_COMMON}">'
        f'<m:Header><m:ID>1</m:ID></m:Header><f:Footer><f:Message code="413" severity="Infomation">'
        f"<c:Text>Due to the large query the response will be written to a file under URL: {url}</c:Text>"
        f"<c:Text>{url}</c:Text></f:Message></f:Footer></m:GenericData>"
    ).encode()


def job(number: str, status: str) -> bytes:
    """The state of a job that prepares figures, as Eurostat's asynchronous API has it."""
    return f"<asyncResponse><status><id>{number}</id><status>{status}</status></status></asyncResponse>".encode()


BRAZIL = {("BRA", "2014"): 203.5, ("BRA", "2015"): 205.2, ("JPN", "2014"): 127.3, ("JPN", "2015"): 127.1}
