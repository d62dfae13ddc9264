from psycopg import IntegrityError

from trivium.exceptions import UserError, ValidationError
from trivium.testing import TransactionCase
from trivium.tools import mute_logger


class TestUnits(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        names = "unit dozen gram kgm ton hour day minute inch foot mile km gal litre"
        for name in names.split():
            setattr(cls, name, cls.env.ref(f"uom.product_uom_{name}"))

    def test_quantities_between_units(self):
        self.assertEqual(self.gram._compute_quantity(1_020_000, self.ton), 1.02)
        self.assertEqual(self.dozen._compute_quantity(1, self.unit), 12)
        self.assertEqual(self.day._compute_quantity(1.5, self.hour), 12)
        self.assertEqual(self.minute._compute_quantity(90, self.hour), 1.5)
        self.assertEqual(self.foot._compute_quantity(2, self.inch), 24)
        self.assertAlmostEqual(self.mile._compute_quantity(1, self.km, round=False), 1.609344)
        self.assertAlmostEqual(self.gal._compute_quantity(1, self.litre, round=False), 3.785411784)

    def test_rounding_of_quantities(self):
        self.assertEqual(self.unit._compute_quantity(1, self.dozen), 0.09)
        self.assertEqual(self.unit._compute_quantity(1, self.dozen, rounding_method="HALF-UP"), 0.08)
        self.assertEqual(self.unit._compute_quantity(1, self.dozen, rounding_method="DOWN"), 0.08)
        self.assertAlmostEqual(self.unit._compute_quantity(1, self.dozen, round=False), 1 / 12)

    def test_accuracy_is_that_of_quantities(self):
        self.assertEqual(self.unit.rounding, 0.01)
        self.env.ref("uom.decimal_product_uom").digits = 3
        self.unit.invalidate_recordset()
        self.assertEqual(self.unit.rounding, 0.001)
        self.assertEqual(self.unit.round(1.2345), 1.235)
        self.assertEqual(self.unit.round(1.2345, rounding_method="DOWN"), 1.234)
        self.assertTrue(self.unit.is_zero(0.0004))
        self.assertEqual(self.unit.compare(1.0001, 1.0), 0)
        self.assertEqual(self.unit.compare(1.01, 1.0), 1)

    def test_prices(self):
        self.assertAlmostEqual(self.gram._compute_price(2, self.ton), 2_000_000)
        self.assertAlmostEqual(self.dozen._compute_price(24, self.unit), 2)
        self.assertEqual(self.dozen._compute_price(24, self.hour), 24)

    def test_units_of_different_kinds(self):
        with self.assertRaisesRegex(UserError, "cannot be converted"):
            self.dozen._compute_quantity(1, self.hour)
        self.assertEqual(self.dozen._compute_quantity(3, self.hour, raise_if_failure=False), 3)
        self.assertTrue(self.minute._has_common_reference(self.day))
        self.assertFalse(self.minute._has_common_reference(self.km))

    def test_units_of_units(self):
        box = self.env["uom.uom"].create({"name": "Box", "relative_factor": 4, "relative_uom_id": self.dozen.id})
        self.assertEqual(box.factor, 48)
        self.assertEqual(box._compute_quantity(2, self.unit), 96)
        self.dozen.relative_factor = 13
        self.assertEqual(box.factor, 52)
        self.assertEqual(box._check_qty(60, self.unit), 52)

    def test_no_unit_in_itself(self):
        with self.assertRaises((ValidationError, UserError)):
            self.unit.relative_uom_id = self.dozen
        with self.assertRaises(IntegrityError), mute_logger("trivium.sql_db"):
            self.env["uom.uom"].create({"name": "Nothing", "relative_factor": 0, "relative_uom_id": self.unit.id})

    def test_needed_units_stay(self):
        with self.assertRaisesRegex(UserError, "Archive them"):
            self.hour.unlink()
        self.env.ref("uom.product_uom_pack_6").unlink()
        self.assertFalse(self.env.ref("uom.product_uom_pack_6", raise_if_not_found=False))
