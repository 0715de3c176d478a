-- What amp-python creates: of October 2025 (blocks), and since November 2025 (logs).
CREATE TABLE blocks ("block_num" NUMERIC(20,0), "hash" BYTEA, "_meta_block_ranges" JSONB);
CREATE TABLE logs ("block_num" NUMERIC(20,0), "data" BYTEA, "_amp_batch_id" TEXT);
CREATE INDEX idx_logs_amp_batch_id ON logs ("_amp_batch_id");
CREATE TABLE amp_checkpoints (
  connection_name VARCHAR(255), table_name VARCHAR(255), worker_id INT DEFAULT 0, checkpoint_data JSONB NOT NULL,
  timestamp TIMESTAMP NOT NULL, metadata JSONB, PRIMARY KEY (connection_name, table_name, worker_id));
CREATE TABLE amp_processed_ranges (
  connection_name VARCHAR(255), table_name VARCHAR(255), network VARCHAR(50), start_block BIGINT, end_block BIGINT,
  processed_at TIMESTAMP NOT NULL, batch_hash VARCHAR(64),
  PRIMARY KEY (connection_name, table_name, network, start_block, end_block));
CREATE INDEX idx_amp_processed_ranges_lookup
  ON amp_processed_ranges (connection_name, table_name, network, start_block);
