from trivium.data.schema.tools import table_columns
from trivium.exceptions import UserError
from trivium.testing import TransactionCase


class TestSparseFields(TransactionCase):
    def setUp(self):
        super().setUp()
        self.partner = self.env["res.partner"].create({"name": "Mill"})
        self.values = {
            "boolean": True,
            "integer": 42,
            "float": 3.5,
            "char": "Héllo",
            "selection": "two",
            "partner": self.partner.id,
        }

    def test_values_are_kept_in_the_serialized_field(self):
        record = self.env["sparse_fields.test"].create({})
        self.assertEqual(record.data, {})
        expected = {}
        for name, value in self.values.items():
            record.write({name: value})
            expected[name] = value
            self.assertEqual(record.data, expected)
        for name in self.values:
            record.write({name: False})
            expected.pop(name)
            self.assertEqual(record.data, expected)

    def test_many_at_once(self):
        records = self.env["sparse_fields.test"].create([self.values, {"char": "other"}])
        self.assertEqual([record.data for record in records], [self.values, {"char": "other"}])
        records.write({"integer": 7, "char": "same"})
        self.env.invalidate_all()
        self.assertEqual(records.mapped("integer"), [7, 7])
        self.assertEqual(records.mapped("char"), ["same", "same"])
        self.assertEqual(records[0].partner, self.partner)
        self.assertFalse(records[1].partner)

    def test_values_are_read(self):
        record = self.env["sparse_fields.test"].create(self.values)
        self.env.invalidate_all()
        found = record.read(list(self.values), load=None)[0]
        self.assertEqual({name: found[name] for name in self.values}, self.values)

    def test_a_record_that_is_gone_is_no_value(self):
        record = self.env["sparse_fields.test"].create(self.values)
        self.partner.unlink()
        self.env.invalidate_all()
        self.assertFalse(record.partner)
        self.assertEqual(record.integer, 42)

    def test_there_are_no_columns_but_the_holder(self):
        self.env.cr.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = 'sparse_fields_test'"
        )
        columns = {row[0] for row in self.env.cr.fetchall()}
        self.assertIn("data", columns)
        self.assertFalse(columns & set(self.values))

    def test_the_holder_is_known_of_fields(self):
        fields = self.env["ir.model.fields"].search([("model", "=", "sparse_fields.test")])
        by_name = {field.name: field for field in fields}
        for name in self.values:
            self.assertEqual(by_name[name].serialization_field_id, by_name["data"])
        self.assertFalse(by_name["data"].serialization_field_id)
        self.assertEqual(by_name["data"].ttype, "serialized")


class TestCustomSparseFields(TransactionCase):
    def test_custom_field_is_kept_in_its_holder(self):
        model = self.env["ir.model"]._get("res.partner")
        fields = self.env["ir.model.fields"]
        holder = fields.create(
            {"name": "x_kept", "model_id": model.id, "ttype": "serialized", "field_description": "Kept"}
        )
        field = fields.create(
            {
                "name": "x_rare",
                "model_id": model.id,
                "ttype": "char",
                "field_description": "Rare",
                "serialization_field_id": holder.id,
            }
        )
        partner = self.env["res.partner"].create({"name": "Mill", "x_rare": "a"})
        self.env.flush_all()
        self.assertEqual(partner.x_kept, {"x_rare": "a"})
        self.env.invalidate_all()
        self.assertEqual(partner.x_rare, "a")
        with self.assertRaises(UserError):
            field.serialization_field_id = False
        with self.assertRaises(UserError):
            field.name = "x_other"
