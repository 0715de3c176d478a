package io.ampsync.runtime.postgres;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a script answered: rows of the statements that return some, counts of the others, each in order. */
public final class Answers {
    private final List<List<Row>> results = new ArrayList<>();
    private final List<Long> counts = new ArrayList<>();
    private int nextResult;
    private int nextCount;

    static Answers execute(PreparedStatement statement) throws SQLException {
        Answers answers = new Answers();
        boolean rows = statement.execute();
        long count = rows ? 0 : statement.getLargeUpdateCount();
        while (rows || count >= 0) {
            if (rows) {
                answers.results.add(read(statement.getResultSet()));
            } else {
                answers.counts.add(count);
            }
            rows = statement.getMoreResults();
            count = rows ? 0 : statement.getLargeUpdateCount();
        }
        return answers;
    }

    private static List<Row> read(ResultSet result) throws SQLException {
        List<Row> rows = new ArrayList<>();
        int width = result.getMetaData().getColumnCount();
        while (result.next()) {
            List<@Nullable Object> columns = new ArrayList<>(width);
            for (int i = 1; i <= width; i++) {
                columns.add(result.getObject(i));
            }
            rows.add(new Row(columns));
        }
        return rows;
    }

    public List<Row> rows() {
        return results.get(nextResult++);
    }

    /** The first row of the next result, or null if it has none. */
    @Nullable
    public Row row() {
        List<Row> rows = rows();
        return rows.isEmpty() ? null : rows.getFirst();
    }

    public long number() {
        return rows().getFirst().number(0);
    }

    public void skip() {
        nextResult++;
    }

    public long count() {
        return counts.get(nextCount++);
    }
}
