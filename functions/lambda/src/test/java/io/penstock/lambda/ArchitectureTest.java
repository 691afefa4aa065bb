package io.penstock.lambda;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses LAMBDA = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.penstock.lambda");

    @Test
    void whatTheFunctionsShareKnowsNeitherHttpClientsNorFrameworks() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.penstock..",
                        "java..",
                        "com.amazonaws.services.lambda.runtime..",
                        "com.fasterxml.jackson.core..",
                        "software.amazon.awssdk.core..",
                        "software.amazon.awssdk.services..",
                        "org.slf4j..",
                        "org.jspecify..")
                .check(LAMBDA);
    }

    @Test
    void nothingIsKeptInMemoryThatHasToLast() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.penstock.distributed.memory")
                .check(LAMBDA);
    }
}
