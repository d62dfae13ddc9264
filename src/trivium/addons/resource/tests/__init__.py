from . import test_calendars, test_work
