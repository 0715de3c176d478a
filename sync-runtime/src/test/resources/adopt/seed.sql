-- What ampsync of October 2025 creates, and the states in which it leaves a table.
CREATE TABLE IF NOT EXISTS _ampsync_checkpoints (
  table_name TEXT NOT NULL, network TEXT NOT NULL,
  incremental_block_num BIGINT, incremental_updated_at TIMESTAMPTZ,
  watermark_block_num BIGINT, watermark_block_hash BYTEA, watermark_updated_at TIMESTAMPTZ,
  updated_at TIMESTAMPTZ NOT NULL DEFAULT NOW(),
  PRIMARY KEY (table_name, network));

CREATE TABLE IF NOT EXISTS blocks (
  _id BYTEA NOT NULL, _block_num_start BIGINT NOT NULL, _block_num_end BIGINT NOT NULL,
  block_num NUMERIC(20) NOT NULL, hash BYTEA NOT NULL,
  PRIMARY KEY (_id));
CREATE INDEX IF NOT EXISTS blocks_block_num_idx ON blocks (block_num);
CREATE TABLE first_microbatch (LIKE blocks INCLUDING ALL);
CREATE TABLE short_hash (LIKE blocks INCLUDING ALL);
CREATE TABLE two_networks (LIKE blocks INCLUDING ALL);
CREATE TABLE never_stored (LIKE blocks INCLUDING ALL);
CREATE TABLE ahead (LIKE blocks INCLUDING ALL);

INSERT INTO _ampsync_checkpoints
  (table_name, network, incremental_block_num, watermark_block_num, watermark_block_hash)
VALUES
  ('blocks', 'mainnet', 1000, 1000, decode(repeat('ab', 32), 'hex')),
  ('first_microbatch', 'mainnet', 99, NULL, NULL),
  ('short_hash', 'mainnet', 1000, 1000, decode(repeat('ab', 31), 'hex')),
  ('two_networks', 'mainnet', 1000, 1000, decode(repeat('ab', 32), 'hex')),
  ('two_networks', 'sepolia', 2000, 2000, decode(repeat('cd', 32), 'hex')),
  ('ahead', 'mainnet', 1200, 1000, decode(repeat('ab', 32), 'hex'));
