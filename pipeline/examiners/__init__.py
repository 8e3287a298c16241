"""The examiners: ``contract`` says what one is, ``registry`` names them all."""
