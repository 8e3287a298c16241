"""What Adriel puts its name to: the report, the certificate, and how anyone checks them.

``canonical``   strict JSON in, canonical JSON (RFC 8785) out
``proof``       Data Integrity proofs, ``eddsa-jcs-2022``
``shapes``      the closed shapes of report and certificate
``report``      a case's records as one document, for its owner
``credential``  the W3C Verifiable Credential, for everyone; only for ``authentic``
``verify``      verification in numbered steps
``qr``          the code on the PDFs
``pdf``         views for people; the signed JSON is attached to them

Signing takes JSON and nothing else: no module here but ``pdf`` touches a picture, and ``pdf`` holds no key.
"""
