import base64
import io

import openpyxl

from trivium import http
from trivium.exceptions import AccessError
from trivium.testing import HttpCase, TransactionCase, tagged


class TestImport(TransactionCase):
    def wizard(self, content, model="res.partner"):
        content = content.encode() if isinstance(content, str) else content
        values = {"res_model": model, "file": base64.b64encode(content), "file_name": "f.csv"}
        return self.env["base_import.import"].create(values)

    def test_preview_matches_columns(self):
        wizard = self.wizard("Name;E-mail;country_id/id;Nonsense\nAda;ada@x.example;base.be;1\n")
        preview = wizard.parse_preview({"has_headers": True})
        self.assertEqual(preview["options"]["separator"], ";")
        self.assertEqual(preview["headers"], ["Name", "E-mail", "country_id/id", "Nonsense"])
        self.assertEqual(preview["matches"][0], ["name"])
        self.assertEqual(preview["matches"][1], ["email"])
        self.assertEqual(preview["matches"][2], ["country_id", "id"])
        self.assertNotIn(3, preview["matches"])
        self.assertEqual(preview["preview"][0], ["Ada"])
        self.assertEqual(preview["file_length"], 1)

    def test_a_trial_keeps_nothing(self):
        wizard = self.wizard("name,email\nAda I.,ada@x.example\nAlan I.,alan@x.example\n")
        result = wizard.execute_import(["name", "email"], ["name", "email"], {}, dryrun=True)
        self.assertEqual(result["messages"], [])
        self.assertFalse(self.env["res.partner"].search_count([("email", "like", "@x.example")]))
        result = wizard.execute_import(["name", "email"], ["name", "email"], {})
        partners = self.env["res.partner"].browse(result["ids"])
        self.assertEqual(partners.mapped("email"), ["ada@x.example", "alan@x.example"])
        self.assertEqual(result["name"], ["Ada I.", "Alan I."])

    def test_what_is_wrong_is_told_by_row(self):
        wizard = self.wizard("name,country_id\nAda I.,Belgium\nAlan I.,Nowhereland\n")
        result = wizard.execute_import(["name", "country_id"], ["name", "country_id"], {})
        self.assertFalse(result["ids"])
        self.assertEqual(result["messages"][0]["rows"], {"from": 1, "to": 1})
        self.assertIn("Nowhereland", result["messages"][0]["message"])
        self.assertFalse(self.env["res.partner"].search_count([("name", "=", "Ada I.")]))

    def test_files_of_others_are_not_seen(self):
        users = self.env["res.users"].create([{"name": name, "login": name} for name in ("importer", "onlooker")])
        wizard = self.wizard("Name\nAda I.\n").with_user(users[0])
        own = wizard.create(
            {"res_model": "res.partner", "file": base64.b64encode(b"Salary\n1\n"), "file_name": "f.csv"}
        )
        self.assertEqual(base64.b64decode(own.file), b"Salary\n1\n")
        self.assertFalse(own.with_user(users[1]).search([("id", "=", own.id)]))
        with self.assertRaises(AccessError):
            own.with_user(users[1]).read(["file"])
        with self.assertRaises(AccessError):
            own.with_user(users[1]).write({"res_model": "res.country"})

    def test_columns_are_remembered(self):
        self.wizard("Who\nAda I.\n").execute_import(["name"], ["Who"], {})
        preview = self.wizard("Who\nAlan\n").parse_preview({})
        self.assertEqual(preview["matches"], {0: ["name"]})

    def test_numbers_and_dates_of_a_country(self):
        options = {"float_thousand_separator": ".", "float_decimal_separator": ",", "date_format": "%d.%m.%Y"}
        currency = self.env.company.currency_id.name
        wizard = self.wizard(f"name;rate;currency_id\n24.12.2030;1.234,5;{currency}\n", "res.currency.rate")
        names = ["name", "rate", "currency_id"]
        result = wizard.execute_import(names, names, {**options, "separator": ";"})
        self.assertEqual(result["messages"], [])
        rate = self.env["res.currency.rate"].browse(result["ids"])
        self.assertEqual((str(rate.name), rate.rate), ("2030-12-24", 1234.5))
        wrong = wizard.execute_import(["name"], ["name"], {"date_format": "%Y/%m/%d", "separator": ";"})
        self.assertIn("24.12.2030", wrong["messages"][0]["message"])

    def test_spreadsheets(self):
        book = openpyxl.Workbook()
        book.active.title = "People"
        book.active.append(["Name", "color"])
        book.active.append(["Ada I.", 3])
        content = io.BytesIO()
        book.save(content)
        wizard = self.wizard(content.getvalue())
        preview = wizard.parse_preview({})
        self.assertEqual(preview["options"]["sheets"], ["People"])
        self.assertEqual(preview["preview"], [["Ada I."], ["3"]])
        result = wizard.execute_import(["name", "color"], ["Name", "color"], preview["options"])
        self.assertEqual(self.env["res.partner"].browse(result["ids"]).color, 3)

    def test_encodings(self):
        preview = self.wizard("name\nJosé\n".encode("cp1252")).parse_preview({})
        self.assertEqual((preview["preview"], preview["options"]["encoding"]), ([["José"]], "cp1252"))

    def test_files_that_cannot_be_read(self):
        self.assertIn("error", self.wizard("").parse_preview({}))
        self.assertIn("error", self.wizard(b"PK\x03\x04 no spreadsheet").parse_preview({}))
        self.assertIn("error", self.wizard("é".encode("cp1252")).parse_preview({"encoding": "utf-8"}))


@tagged("post_install", "-at_install")
class TestImportFile(HttpCase):
    def test_file_is_sent(self):
        self.authenticate("admin", "admin")
        admin = self.env.ref("base.user_admin")
        wizard = self.env["base_import.import"].with_user(admin).create({"res_model": "res.partner"})
        data = {"id": str(wizard.id), "csrf_token": http.Request.csrf_token(self)}
        files = {"ufile": ("people.csv", b"name\nAda\n", "text/csv")}
        answer = self.url_open("/base_import/set_file", data=data, files=files)
        self.assertEqual(answer.json(), {"result": True})
        self.assertEqual(wizard.parse_preview({})["preview"], [["Ada"]])
