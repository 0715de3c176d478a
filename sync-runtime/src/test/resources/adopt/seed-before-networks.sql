-- The checkpoint table that ampsync had before it knew networks.
CREATE TABLE _ampsync_checkpoints (
  table_name TEXT PRIMARY KEY, max_block_num BIGINT NOT NULL, updated_at TIMESTAMPTZ NOT NULL DEFAULT NOW());
INSERT INTO _ampsync_checkpoints (table_name, max_block_num) VALUES ('blocks', 1000);
CREATE TABLE blocks (
  _id BYTEA NOT NULL, _block_num_start BIGINT NOT NULL, _block_num_end BIGINT NOT NULL,
  block_num NUMERIC(20) NOT NULL, PRIMARY KEY (_id));
