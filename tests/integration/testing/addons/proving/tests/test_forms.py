from odoo.tests import Form, TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestForms(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner = cls.env["res.partner"].create({"name": "P", "country_id": cls.env.ref("base.be").id})
        cls.tag = cls.env["res.partner.category"].create({"name": "T"})

    def filled(self):
        form = Form(self.env["proving.order"])
        form.name = "new"
        form.partner_id = self.partner
        with form.line_ids.new() as line:
            line.name = "a"
            line.price = 2
        return form

    def test_a_new_record(self):
        form = self.filled()
        self.assertEqual(form.country_id.code, "BE")
        self.assertEqual(form.total, 6)
        form.tag_ids.add(self.tag)
        order = form.save()
        self.assertRecordValues(order, [{"name": "new", "total": 6.0, "state": "draft", "tag_ids": self.tag.ids}])
        self.assertRecordValues(order.line_ids, [{"name": "a", "quantity": 3, "price": 2.0}])

    def test_an_existing_record(self):
        order = self.filled().save()
        with Form(order) as form:
            self.assertEqual(len(form.line_ids), 1)
            with form.line_ids.edit(0) as line:
                self.assertEqual(line.double, 4)
                line.quantity = 5
                line.price = 1
                self.assertEqual(line.double, 2)
            with form.line_ids.new() as line:
                line.name = "b"
            form.note = "noted"
            self.assertEqual(form.total, 35)
        self.assertEqual(order.line_ids.mapped("quantity"), [5, 3])
        with Form(order) as form:
            form.line_ids.remove(0)
        self.assertEqual(order.line_ids.mapped("name"), ["b"])
        self.assertEqual(order.total, 30)

    def test_many2many_as_a_sequence(self):
        other = self.env["res.partner.category"].create({"name": "U"})
        with Form(self.filled().save()) as form:
            form.tag_ids.set(self.tag + other)
            self.assertIn(other, form.tag_ids)
            form.tag_ids.remove(self.tag.id)
            self.assertEqual(list(form.tag_ids), [other])
            form.tag_ids.clear()
            form.tag_ids = self.tag
        self.assertEqual(form.record.tag_ids, self.tag)

    def test_what_the_view_forbids(self):
        form = Form(self.env["proving.order"])
        with self.assertRaisesRegex(AssertionError, "'name' is required"):
            form.save()
        with self.assertRaisesRegex(AssertionError, "readonly"):
            form.total = 1
        with self.assertRaisesRegex(AssertionError, "invisible"):
            form.note = "x"
        with self.assertRaisesRegex(AssertionError, "not in the form view"):
            form.create_uid = self.env.user
        with self.assertRaisesRegex(AssertionError, "takes a record of res.partner"):
            form.partner_id = 1
        form.partner_id = self.partner
        form.date = False
        form.name = "x"
        with self.assertRaisesRegex(AssertionError, "'date' is required"):
            form.save()

    def test_what_a_state_forbids(self):
        order = self.filled().save()
        order.state = "done"
        form = Form(order, view="proving.view_proving_order_form")
        with self.assertRaisesRegex(AssertionError, "readonly"):
            form.name = "x"
        with self.assertRaisesRegex(AssertionError, "readonly"), form.line_ids.edit(0) as line:
            line.quantity = 9

    def test_a_line_must_be_complete(self):
        form = self.filled()
        with self.assertRaisesRegex(AssertionError, "'name' is required"), form.line_ids.new():
            pass

    def test_the_form_of_an_action(self):
        action = {"res_model": "proving.order", "context": {"default_name": "from action"}, "views": [(False, "form")]}
        self.assertEqual(Form.from_action(self.env, action).name, "from action")
