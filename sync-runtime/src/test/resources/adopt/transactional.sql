-- What ampsync of 2026 creates: one table, its stream, and one stopped in the middle of a microbatch.
CREATE TABLE IF NOT EXISTS blocks (
  _tx_id BIGINT NOT NULL, _row_index INTEGER NOT NULL, _block_num NUMERIC(20, 0), hash BYTEA,
  PRIMARY KEY (_tx_id, _row_index));
CREATE TABLE logs (LIKE blocks INCLUDING ALL);
CREATE TABLE lost (LIKE blocks INCLUDING ALL);
CREATE TABLE amp_client_state (
  stream_id TEXT PRIMARY KEY, next_transaction_id BIGINT NOT NULL DEFAULT 0,
  updated_at TIMESTAMPTZ NOT NULL DEFAULT NOW());
CREATE INDEX idx_amp_client_state_updated_at ON amp_client_state (updated_at);
CREATE TABLE amp_client_buffer_entries (
  stream_id TEXT REFERENCES amp_client_state ON DELETE CASCADE, transaction_id BIGINT, block_ranges JSONB NOT NULL,
  PRIMARY KEY (stream_id, transaction_id));
INSERT INTO amp_client_state (stream_id, next_transaction_id) VALUES ('_/eth@1.0.0:blocks', 8), ('_/eth@1.0.0:logs', 12);
INSERT INTO amp_client_buffer_entries VALUES
  ('_/eth@1.0.0:blocks', 7, '[{"network": "mainnet", "numbers": {"start": 0, "end": 1000}, "hash": "0xabab"}]'),
  ('_/eth@1.0.0:logs', 7, '[{"network": "mainnet", "numbers": {"start": 0, "end": 1000}, "hash": "0xabab"}]');
