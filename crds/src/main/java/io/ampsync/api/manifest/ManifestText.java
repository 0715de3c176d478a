package io.ampsync.api.manifest;

/**
 * YAML or JSON, one document or several.
 *
 * @param name of the file, for messages
 */
public record ManifestText(String name, String text) {}
