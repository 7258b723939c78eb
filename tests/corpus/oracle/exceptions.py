"""What is not asked of a document of the corpus, each with its reason. An exception that is not needed any more is a
difference."""

# Documents that openapi-spec-validator refuses, and why they are in the corpus all the same: none so far.
NOT_VALID = {}

# Operations that the driver may call unsupported, as (document, operation): reason.
NOT_SENDABLE = {}
