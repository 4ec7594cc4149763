"""Views of the patient's door, one file a part of the page's navigation."""
