"""XML documents: cleaned, and validated against schemas that are stored as attachments."""

import io
import logging
import zipfile
from collections.abc import Callable
from typing import Any

from lxml import etree

from trivium.exceptions import UserError
from trivium.tools.archives import ArchiveError, check_archive
from trivium.tools.outgoing import OutgoingError, fetch
from trivium.tools.translate import LazyTranslate

__all__ = [
    "cleanup_xml_node",
    "create_xml_node",
    "create_xml_node_chain",
    "find_xml_value",
    "load_xsd_files_from_url",
    "remove_control_characters",
    "validate_xml_from_attachment",
]

_lt = LazyTranslate("base")
_logger = logging.getLogger(__name__)
_MAX_SCHEMA = 50_000_000
_MAX_SCHEMAS = 10 * _MAX_SCHEMA
_SAFE = etree.XMLParser(resolve_entities=False, no_network=True)


def remove_control_characters(byte_node: bytes) -> bytes:
    """Return XML without the control characters that XML 1.0, section 2.2, forbids."""
    return byte_node.translate(None, bytes(code for code in range(32) if code not in (9, 10, 13)))


def cleanup_xml_node(
    xml_node_or_string: etree._Element | str | bytes,
    remove_blank_text: bool = True,
    remove_blank_nodes: bool = True,
    indent_level: int = 0,
    indent_space: str = "  ",
) -> etree._Element:
    """Return the element indented anew, without empty texts and elements.

    Args:
        xml_node_or_string: the element, changed in place; or its text.
        remove_blank_text: remove texts of nothing but white space.
        remove_blank_nodes: remove elements without attributes, text or children.
        indent_level: how deep the element itself stands.
        indent_space: indentation of a level.
    """
    node = xml_node_or_string
    if isinstance(node, str):
        node = node.encode()
    if isinstance(node, bytes):
        node = etree.fromstring(
            remove_control_characters(node), etree.XMLParser(resolve_entities=False, no_network=True)
        )
    return _clean(node, remove_blank_text, remove_blank_nodes, indent_level, indent_space)


def _clean(node: etree._Element, blank_text: bool, blank_nodes: bool, level: int, space: str) -> etree._Element:
    for child in list(node):
        if isinstance(child.tag, str):
            _clean(child, blank_text, blank_nodes, level + 1, space)
        if blank_nodes and isinstance(child.tag, str) and _is_blank(child):
            node.remove(child)
    if blank_text and node.text is not None and not node.text.strip():
        node.text = None
    children = list(node)
    if children:
        node.text = (
            f"{(node.text or '').rstrip()}\n{space * (level + 1)}" if not (node.text or "").strip() else node.text
        )
    for position, child in enumerate(children):
        if not (child.tail or "").strip():
            is_last = position == len(children) - 1
            child.tail = f"\n{space * (level if is_last else level + 1)}"
    return node


def _is_blank(node: etree._Element) -> bool:
    return not len(node) and not node.attrib and not (node.text or "").strip()


def validate_xml_from_attachment(
    env: Any,
    xml_content: bytes | str | etree._Element,
    xsd_name: str,
    reload_files_function: Callable[[], Any] | None = None,
    prefix: str | None = None,
) -> None:
    """Validate XML against a schema that is stored as an attachment; without one the document passes.

    Args:
        env: the environment.
        xml_content: the document.
        xsd_name: name of the schema's file.
        reload_files_function: called to store the schema where it is missing.
        prefix: put before the names of attachments.

    Raises:
        UserError: the document is not valid; the message lists why.
    """
    name = f"{prefix}.{xsd_name}" if prefix else xsd_name
    attachments = env["ir.attachment"].sudo()
    found = attachments.search([("name", "=", name)], limit=1)
    if not found and reload_files_function:
        reload_files_function()
        found = attachments.search([("name", "=", name)], limit=1)
    if not found or not found.raw:
        _logger.info("The schema %s is not stored: the document is not validated", name)
        return

    class Stored(etree.Resolver):
        """Finds schemas that others include among the attachments."""

        def resolve(self, system_url: str, public_id: str, context: Any = None) -> Any:
            wanted = f"{prefix}.{system_url}" if prefix else system_url
            included = attachments.search([("name", "=", wanted)], limit=1)
            return self.resolve_string(included.raw, context, base_url=wanted) if included else None

    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(Stored())
    document = xml_content.encode() if isinstance(xml_content, str) else xml_content
    schema = etree.XMLSchema(etree.fromstring(found.raw, parser))
    tree = etree.fromstring(document, _SAFE) if isinstance(document, bytes) else document
    if not schema.validate(tree):
        errors: Any = schema.error_log  # the stubs do not know that it is iterable
        raise UserError("\n".join(line.message for line in errors))


def load_xsd_files_from_url(
    env: Any,
    url: str,
    file_name: str | None = None,
    force_reload: bool = False,
    request_max_timeout: int = 10,
    xsd_name_prefix: str = "",
    xsd_names_filter: str | list[str] | None = None,
    modify_xsd_content: Callable[[bytes], bytes] | None = None,
) -> Any:
    """Store the schema at a URL, or those in the zip archive there, as attachments.

    Args:
        env: the environment.
        url: of an XSD file or a zip archive.
        file_name: name to store a single file under; default the URL's last part.
        force_reload: whether what is stored already is fetched again.
        request_max_timeout: seconds.
        xsd_name_prefix: put before the names, with a dot.
        xsd_names_filter: names of the files to take from an archive.
        modify_xsd_content: a function over each file's bytes.

    Returns:
        The attachment of the (last) file, False where nothing could be fetched.
    """
    name = file_name or url.rsplit("/", 1)[-1]
    stored_name = f"{xsd_name_prefix}.{name}" if xsd_name_prefix else name
    attachments = env["ir.attachment"].sudo()
    existing = attachments.search([("name", "=", stored_name)], limit=1)
    if existing and not force_reload:
        return existing
    try:
        response = fetch("GET", url, timeout=request_max_timeout)
    except OutgoingError as error:
        _logger.warning("Cannot fetch the schema %s: %s", url, error)
        return False
    files = {name: response.content}
    if zipfile.is_zipfile(io.BytesIO(response.content)):
        files = _unzipped(response.content, xsd_names_filter)
    result = attachments.browse()
    for file, content in files.items():
        stored_name = f"{xsd_name_prefix}.{file}" if xsd_name_prefix else file
        values = {
            "name": stored_name,
            "raw": modify_xsd_content(content) if modify_xsd_content else content,
            "public": True,
            "mimetype": "application/xml",
        }
        result = attachments.search([("name", "=", stored_name)], limit=1)
        if result:
            result.write(values)
        else:
            result = attachments.create(values)
    return result


def _unzipped(content: bytes, wanted: str | list[str] | None) -> dict[str, bytes]:
    names = [wanted] if isinstance(wanted, str) else wanted
    files: dict[str, bytes] = {}
    try:
        check_archive(io.BytesIO(content), unpacked=_MAX_SCHEMAS)
    except ArchiveError as error:
        raise UserError(str(error)) from error
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for member in archive.infolist():
            base = member.filename.rsplit("/", 1)[-1]
            if base.endswith(".xsd") and (not names or base in names):
                if member.file_size > _MAX_SCHEMA:
                    raise UserError(str(_lt("The file %s in the archive is too large.", member.filename)))
                files[base] = archive.read(member)
    return files


def find_xml_value(xpath: str, xml_element: etree._Element, namespaces: dict[str, str] | None = None) -> str | None:
    """Return the text of the first element that the path finds, None for none."""
    found = xml_element.xpath(xpath, namespaces=namespaces)
    return found[0].text if isinstance(found, list) and found and isinstance(found[0], etree._Element) else None


def create_xml_node_chain(
    first_parent_node: etree._Element, nodes_list: list[str], last_node_value: str | None = None
) -> list[etree._Element]:
    """Append elements one inside the other, and return them.

    Args:
        first_parent_node: where the first is appended.
        nodes_list: names, from the outside in.
        last_node_value: text of the innermost.
    """
    made: list[etree._Element] = []
    parent = first_parent_node
    for name in nodes_list:
        parent = etree.SubElement(parent, name)
        made.append(parent)
    if last_node_value is not None:
        parent.text = last_node_value
    return made


def create_xml_node(parent_node: etree._Element, node_name: str, node_value: str | None = None) -> etree._Element:
    """Append an element and return it."""
    return create_xml_node_chain(parent_node, [node_name], node_value)[0]
