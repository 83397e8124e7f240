//! What a ledger keeps, whatever happens to it.
