"""What a WSGI server and the flask command start from."""

from decisions.app import create_app

app = create_app()
