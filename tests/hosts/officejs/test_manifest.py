"""The manifest: its order of elements, its limits and its references, as Office's schema of version 1.1 has them.

Microsoft's own validator asks a service in the network, so it cannot run here; the rules below are its schema's.
"""

from __future__ import annotations

import struct
import uuid
from pathlib import Path

import pytest
from lxml import etree

from tests.hosts.officejs.running import Running
from xlmarket.hosts.officejs.manifest import identity, manifest
from xlmarket.hosts.officejs.settings import Serving

APP = "{http://schemas.microsoft.com/office/appforoffice/1.1}"
MORE = "{http://schemas.microsoft.com/office/taskpaneappversionoverrides}"
BT = "{http://schemas.microsoft.com/office/officeappbasictypes/1.0}"
TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
LOCAL = Serving("https://localhost:8443", ("localhost",))
PREFIXED = Serving("https://figures.example:8443", ("figures.example",), "XL", "a-token-of-many-letters")
ORDER = {
    f"{APP}OfficeApp": "Id Version ProviderName DefaultLocale DisplayName Description IconUrl HighResolutionIconUrl "
    "SupportUrl AppDomains Hosts Requirements DefaultSettings Permissions VersionOverrides",
    f"{MORE}VersionOverrides": "Hosts Resources",
    f"{MORE}Host": "Runtimes AllFormFactors DesktopFormFactor",
    f"{MORE}DesktopFormFactor": "GetStarted FunctionFile ExtensionPoint",
    f"{MORE}GetStarted": "Title Description LearnMoreUrl",
    f"{MORE}Control": "Label Supertip Icon Action",
    f"{MORE}Supertip": "Title Description",
    f"{MORE}Resources": "Images Urls ShortStrings LongStrings",
}


@pytest.fixture(params=[LOCAL, PREFIXED], ids=["bare names", "prefix and token"])
def serving(request: pytest.FixtureRequest) -> Serving:
    found: Serving = request.param
    return found


@pytest.fixture
def root(serving: Serving) -> etree._Element:
    return etree.fromstring(manifest(serving).encode())


def test_elements_stand_in_the_order_of_the_schema(root: etree._Element) -> None:
    for name, order in ORDER.items():
        for found in root.iter(name):
            assert [etree.QName(child).localname for child in found] == order.split(), name


def test_functions_have_script_page_and_metadata_and_a_namespace_only_with_a_prefix(
    root: etree._Element, serving: Serving
) -> None:
    [functions] = [one for one in root.iter(f"{MORE}ExtensionPoint") if one.get(TYPE) == "CustomFunctions"]
    wanted = ["Script", "Page", "Metadata", *(["Namespace"] if serving.prefix else [])]
    assert [etree.QName(child).localname for child in functions] == wanted
    texts = {one.get("id"): one.get("DefaultValue") for one in root.iter(f"{BT}String")}
    assert texts.get("Functions.Namespace", "") == serving.prefix


def test_pane_functions_and_buttons_share_one_long_lived_runtime(root: etree._Element) -> None:
    [runtime] = root.iter(f"{MORE}Runtime")
    assert runtime.get("lifetime") == "long"
    (page,) = (one for one in root.iter(f"{MORE}Page"))
    [commands] = root.iter(f"{MORE}FunctionFile")
    assert {runtime.get("resid"), page[0].get("resid"), commands.get("resid")} == {"Pane.Url"}
    sets = {one.get("Name"): one.get("MinVersion") for one in root.iter(f"{APP}Set")}
    assert sets == {"SharedRuntime": "1.1"}


def test_every_reference_has_its_resource_and_every_resource_its_reference(root: etree._Element) -> None:
    [resources] = root.iter(f"{MORE}Resources")
    there = [one.get("id") for group in resources for one in group]
    wanted = {one.get("resid") for one in root.iter() if one.get("resid")}
    assert len(there) == len(set(there))
    assert wanted <= set(there)
    assert set(there) - wanted <= {"Icon.64"}


def test_texts_and_ids_keep_to_offices_limits(root: etree._Element) -> None:
    [resources] = root.iter(f"{MORE}Resources")
    limits = {"ShortStrings": 125, "LongStrings": 250, "Urls": 2048, "Images": 2048}
    for group in resources:
        for one in group:
            assert 0 < len(one.get("DefaultValue")) <= limits[etree.QName(group).localname]
            assert len(one.get("id")) <= 32
    assert all(len(one.get("id")) <= 125 for one in root.iter(f"{MORE}Control", f"{MORE}Group"))
    assert len(root.find(f"{APP}DisplayName").get("DefaultValue")) <= 125
    assert len(root.find(f"{APP}Description").get("DefaultValue")) <= 250


def test_every_address_is_secure_and_this_servers(root: etree._Element, serving: Serving) -> None:
    addresses = [one.get("DefaultValue") for one in root.iter() if "://" in (one.get("DefaultValue") or "")]
    assert len(addresses) >= 8
    assert all(one.startswith(f"{serving.base}/") for one in addresses)
    pages = [one for one in addresses if "taskpane.html" in one]
    assert all(one.endswith(serving.query) for one in pages)


def test_the_version_has_four_numbers_and_the_id_stays(root: etree._Element, serving: Serving) -> None:
    version = root.findtext(f"{APP}Version").split(".")
    assert len(version) == 4
    assert int(version[0]) >= 1
    assert uuid.UUID(root.findtext(f"{APP}Id")) == uuid.UUID(identity(serving))
    assert identity(LOCAL) != identity(PREFIXED)


def test_each_button_does_what_the_page_has_associated(root: etree._Element) -> None:
    actions = {one.get(TYPE): one for one in root.iter(f"{MORE}Action")}
    assert set(actions) == {"ShowTaskpane", "ExecuteFunction"}
    script = Path(__file__).resolve().parents[3] / "xlmarket/hosts/officejs/static/functions.js"
    assert f'associate("{actions["ExecuteFunction"][0].text}"' in script.read_text(encoding="utf-8")


def test_the_server_serves_it_and_all_it_names(server: Running) -> None:
    root = etree.fromstring(server.ask("/manifest.xml")[2])
    for address in {one.get("DefaultValue") for one in root.iter() if "://" in (one.get("DefaultValue") or "")}:
        status, headers, content = server.ask(address.removeprefix(server.url))
        assert status == 200, address
        if address.endswith(".png"):
            side = int(address.rpartition("-")[2].removesuffix(".png"))
            assert struct.unpack(">II", content[16:24]) == (side, side)
            assert headers["cache-control"] == "public, max-age=86400"
