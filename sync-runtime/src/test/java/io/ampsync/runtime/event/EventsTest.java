package io.ampsync.runtime.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventsTest {
    @Test
    void namesAreSnakeCaseAndDiffer() {
        List<String> names =
                Arrays.stream(Events.class.getFields()).map(EventsTest::value).toList();

        assertThat(names).isNotEmpty().doesNotHaveDuplicates().allMatch(name -> name.matches("[a-z]+(_[a-z]+)*"));
    }

    private static String value(Field field) {
        try {
            return (String) field.get(null);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }
}
