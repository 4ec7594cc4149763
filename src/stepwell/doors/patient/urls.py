app_name = "patient"
urlpatterns = []
