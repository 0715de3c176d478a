package io.ampsync.runtime;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;

/** The packages in the order in which a record batch walks through them; nobody looks ahead. */
@AnalyzeClasses(packages = "io.ampsync.runtime", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String ROOT = "io.ampsync.runtime.";

    private static final List<String> ORDER = List.of(
            "fault",
            "event",
            "config",
            "resilience",
            "admin",
            "flight",
            "stream",
            "encode",
            "postgres",
            "adopt",
            "sync",
            "report",
            "version",
            "verify",
            "plan",
            "doctor",
            "cli");

    @ArchTest
    static final ArchRule everyPackageHasAPlaceInTheOrder = classes().should(new ArchCondition<>("be in a layer") {
        @Override
        public void check(JavaClass type, ConditionEvents events) {
            events.add(new SimpleConditionEvent(
                    type, ORDER.contains(layer(type)), type.getName() + " is in no layer of ArchitectureTest"));
        }
    });

    @ArchTest
    static final ArchRule noPackageLooksAhead = classes().should(new ArchCondition<>("depend on earlier layers only") {
        @Override
        public void check(JavaClass type, ConditionEvents events) {
            type.getDirectDependenciesFromSelf().stream()
                    .filter(dependency ->
                            dependency.getTargetClass().getPackageName().startsWith(ROOT))
                    .forEach(dependency -> events.add(new SimpleConditionEvent(
                            type,
                            ORDER.indexOf(layer(dependency.getTargetClass())) <= ORDER.indexOf(layer(type)),
                            dependency.getDescription())));
        }
    });

    @ArchTest
    static final ArchRule thereAreNoCycles =
            slices().matching(ROOT + "(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule theRuntimeKnowsNoKubernetes = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.fabric8..", "io.kubernetes..", "io.javaoperatorsdk..");

    @ArchTest
    static final ArchRule theDriverStaysBehindItsPackage = noClasses()
            .that()
            .resideOutsideOfPackages(ROOT + "config", ROOT + "postgres..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.postgresql..", "com.zaxxer.hikari..");

    @ArchTest
    static final ArchRule theWireStaysBehindItsPackage = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + "flight..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.arrow.flight..", "io.grpc..", "io.netty..");

    private static String layer(JavaClass type) {
        String rest = type.getPackageName()
                .substring(Math.min(ROOT.length(), type.getPackageName().length()));
        int dot = rest.indexOf('.');
        return dot < 0 ? rest : rest.substring(0, dot);
    }
}
