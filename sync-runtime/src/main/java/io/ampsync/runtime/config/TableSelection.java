package io.ampsync.runtime.config;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Collectors;
import net.sf.jsqlparser.statement.select.PlainSelect;
import net.sf.jsqlparser.statement.select.Select;

/**
 * Which rows and columns of a table are wanted; the source picks them. It belongs to the identity of what is stored: a
 * table that was filled with another selection is not gone on with.
 *
 * @param columns all if empty; {@code _block_num} need not be among them
 * @param where a condition as a parser has written it down again, without comments; empty for all rows
 */
public record TableSelection(List<String> columns, String where) {
    public static final TableSelection ALL = new TableSelection(List.of(), "");

    private static final String BLOCK_NUMBER = "_block_num";

    public TableSelection {
        columns = List.copyOf(columns);
    }

    /**
     * Checks both.
     *
     * @throws IllegalArgumentException saying what is wrong, with the name of what cannot be streamed
     */
    static TableSelection of(List<String> columns, String where) {
        if (new LinkedHashSet<>(columns).size() < columns.size()) {
            throw new IllegalArgumentException("a column is named twice");
        }
        return new TableSelection(columns, where.isBlank() ? "" : condition(where));
    }

    private static String condition(String where) {
        Select query = Unstreamable.parse("SELECT * FROM t WHERE " + where);
        List<String> unstreamable = Unstreamable.in(query);
        if (!unstreamable.isEmpty()) {
            throw new IllegalArgumentException("Amp does not stream " + String.join(", ", unstreamable));
        }
        if (!(query instanceof PlainSelect plain)
                || !plain.getFromItem().toString().equals("t")) {
            throw new IllegalArgumentException("it is more than a condition");
        }
        return plain.getWhere().toString().strip();
    }

    /** The query, without a SETTINGS clause, of a table as {@link DatasetRef#tableReference} names it. */
    public String from(String table) {
        return "SELECT " + list() + " FROM " + table + (where.isEmpty() ? "" : " WHERE (" + where + ")");
    }

    private String list() {
        if (columns.isEmpty()) {
            return "*";
        }
        List<String> all = new ArrayList<>(columns);
        if (!all.contains(BLOCK_NUMBER)) {
            all.addFirst(BLOCK_NUMBER);
        }
        return all.stream()
                .map(column -> '"' + column.replace("\"", "\"\"") + '"')
                .collect(Collectors.joining(", "));
    }

    /** One line for people and for comparison; empty for everything. */
    public String identity() {
        String chosen = columns.isEmpty()
                ? ""
                : "columns " + String.join(", ", columns.stream().sorted().toList());
        String filtered = where.isEmpty() ? "" : "where " + where;
        return chosen.isEmpty() || filtered.isEmpty() ? chosen + filtered : chosen + " " + filtered;
    }
}
