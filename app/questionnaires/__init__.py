"""What a questionnaire is: XLSForm in and out, typed model, expressions, lint, versions."""
