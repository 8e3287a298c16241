"""Cases: handed in, examined by the pipeline, followed live, reviewed by experts."""
