package io.ampsync.simulator;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures;

/** The order of the simulator's packages: each knows only those named before it. */
@AnalyzeClasses(packages = "io.ampsync.simulator", importOptions = ImportOption.DoNotIncludeTests.class)
class LayersTest {
    private static final String ROOT = "io.ampsync.simulator";

    @ArchTest
    static final ArchRule layersAreInOrder = Architectures.layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("era")
            .definedBy(ROOT + ".era")
            .layer("chain")
            .definedBy(ROOT + ".chain")
            .layer("catalog")
            .definedBy(ROOT + ".catalog")
            .layer("table")
            .definedBy(ROOT + ".table")
            .layer("query")
            .definedBy(ROOT + ".query")
            .layer("stream")
            .definedBy(ROOT + ".stream")
            .layer("flight")
            .definedBy(ROOT + ".flight")
            .layer("evm")
            .definedBy(ROOT + ".evm")
            .layer("simulator")
            .definedBy(ROOT)
            .layer("http")
            .definedBy(ROOT + ".http")
            .layer("admin")
            .definedBy(ROOT + ".admin")
            .layer("control")
            .definedBy(ROOT + ".control")
            .layer("cli")
            .definedBy(ROOT + ".cli")
            .whereLayer("era")
            .mayNotAccessAnyLayer()
            .whereLayer("chain")
            .mayNotAccessAnyLayer()
            .whereLayer("catalog")
            .mayOnlyAccessLayers("chain")
            .whereLayer("table")
            .mayOnlyAccessLayers("era", "chain")
            .whereLayer("query")
            .mayOnlyAccessLayers("era", "chain", "catalog", "table")
            .whereLayer("stream")
            .mayOnlyAccessLayers("era", "chain", "catalog", "table", "query")
            .whereLayer("flight")
            .mayOnlyAccessLayers("era", "chain", "catalog", "table", "query", "stream")
            .whereLayer("evm")
            .mayOnlyAccessLayers("era", "chain", "table")
            .whereLayer("simulator")
            .mayOnlyAccessLayers("era", "chain", "catalog", "table", "flight")
            .whereLayer("http")
            .mayNotAccessAnyLayer()
            .whereLayer("admin")
            .mayOnlyAccessLayers("era", "chain", "catalog", "query", "flight", "simulator", "http")
            .whereLayer("control")
            .mayOnlyAccessLayers("era", "chain", "catalog", "flight", "simulator", "http", "admin")
            .whereLayer("cli")
            .mayOnlyAccessLayers(
                    "era", "chain", "catalog", "table", "flight", "evm", "simulator", "http", "admin", "control");

    @ArchTest
    static final ArchRule noCycles = slices().matching(ROOT + ".(*)..").should().beFreeOfCycles();
}
