"""Contacts as cards that address books take: vCard 3.0, RFC 2426."""

from trivium import models

CONTENT_LINE = 75  # bytes, RFC 2425, 5.8.1


def escaped(text):
    """Return a value as a card has it."""
    for character, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r\n", "\\n"), ("\n", "\\n"), ("\r", "")):
        text = text.replace(character, written)
    return text


def folded(line):
    """Return a line cut into pieces that are short enough; no character is cut in two."""
    pieces = [""]
    size = 0
    for character in line:
        wide = len(character.encode())
        if size + wide > CONTENT_LINE:
            pieces.append(" ")
            size = 1
        pieces[-1] += character
        size += wide
    return "\r\n".join(pieces)


class Partner(models.Model):
    _inherit = "res.partner"

    def _get_vcard_lines(self):
        """Return names with parameters, and values as a card has them; of what is not known, none."""
        self.ensure_one()
        person = "" if self.is_company else self.name or ""
        first, _, last = person.rpartition(" ")
        house = ";".join(
            escaped(part or "")
            for part in (
                "",
                self.street2,
                self.street,
                self.city,
                self.state_id.name,
                self.zip,
                self.country_id.name,
            )
        )
        known = (
            ("N", ";".join((escaped(last), escaped(first), "", "", "")) if person else ""),
            ("FN", escaped(self.name or self.email or "")),
            ("ORG", escaped(self.commercial_company_name or (self.name if self.is_company else "") or "")),
            ("TITLE", escaped(self.function or "")),
            ("TEL;TYPE=work", escaped(self.phone or "")),
            ("EMAIL;TYPE=internet", escaped(self.email or "")),
            ("ADR;TYPE=work", house if house.strip(";") else ""),
            ("URL", escaped(self.website or "")),
        )
        return [(name, value) for name, value in known if value or name == "FN"]

    def _get_vcard_file(self):
        """Return the contact as a card."""
        lines = [("BEGIN", "VCARD"), ("VERSION", "3.0"), *self._get_vcard_lines(), ("END", "VCARD")]
        return "".join(f"{folded(f'{name}:{value}')}\r\n" for name, value in lines).encode()
