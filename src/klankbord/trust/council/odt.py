"""A paper as OpenDocument text, for every office program."""

import io

from odfdo import Document, Element, Header, List, ListItem, Paragraph, Style, Table

from klankbord.trust.council.papers import Block, Bullets, Facts, Heading, Paper

ODT = "application/vnd.oasis.opendocument.text"
_FRAME = "0.5pt solid #9aa4b2"
_COUNTRIES = {"nl": "NL", "en": "GB"}


def as_odt(paper: Paper, *, language: str) -> bytes:
    """Write the paper as a file; opened by LibreOffice, Word and Collabora alike."""
    document = Document("text")
    document.body.clear()
    document.meta.title = paper.title
    document.set_language(f"{language}-{_COUNTRIES.get(language, language.upper())}")
    _add_styles(document)
    document.body.append(Header(1, paper.title))
    n_tables = 0
    for block in paper.blocks:
        n_tables += isinstance(block, Facts)
        document.body.append(_element(block, n_tables))
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _element(block: Block, number: int) -> Element:
    match block:
        case Heading():
            return Header(block.level, block.text)
        case Bullets():
            bullets = List(style="List_20_1")
            for text in block.texts:
                bullets.append(ListItem(Paragraph(text, style="klankbord-text")))
            return bullets
        case Facts():
            return _table(block, number)
        case _:
            return Paragraph(block.text, style="klankbord-text")


def _table(facts: Facts, number: int) -> Table:
    table = Table(f"Facts{number}", width=2, height=len(facts.rows), style="klankbord-table")
    for column, style in enumerate(("klankbord-names", "klankbord-values")):
        described = table.get_column(column)
        described.style = style
        table.set_column(column, described)
    for y, row in enumerate(facts.rows):
        for x, text in enumerate(row):
            cell = table.get_cell((x, y))
            cell.style = "klankbord-cell"
            cell.append(Paragraph(text, style="klankbord-name" if x == 0 else "klankbord-value"))
            table.set_cell((x, y), cell)
    return table


def _add_styles(document: Document) -> None:
    text = Style("paragraph", name="klankbord-text", parent_style="Text_20_body")
    name = Style("paragraph", name="klankbord-name", area="text", bold=True)
    value = Style("paragraph", name="klankbord-value")
    table = Style("table", name="klankbord-table")
    table.set_properties({"style:width": "17cm", "table:align": "left"}, area="table")
    table.set_properties({"fo:margin-bottom": "0.5cm"}, area="table")
    for style in (text, name, value, table):
        document.insert_style(style, automatic=True)
    for name_, width in (("klankbord-names", "4.5cm"), ("klankbord-values", "12.5cm")):
        column = Style("table-column", name=name_)
        column.set_properties({"style:column-width": width}, area="table-column")
        document.insert_style(column, automatic=True)
    cell = Style("table-cell", name="klankbord-cell")
    cell.set_properties({"fo:padding": "0.12cm", "fo:border": _FRAME}, area="table-cell")
    document.insert_style(cell, automatic=True)
