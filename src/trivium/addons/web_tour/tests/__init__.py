from . import test_tour_models, test_tours_in_browser
