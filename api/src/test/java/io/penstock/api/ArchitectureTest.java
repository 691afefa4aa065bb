package io.penstock.api;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses API = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.penstock.api");

    @Test
    void theApiKnowsTheCoreAndJsonAndNeitherServersNorDataBinding() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.penstock..", "java..", "com.fasterxml.jackson.core..", "org.slf4j..", "org.jspecify..")
                .check(API);
    }

    @Test
    void theApiIsAFunctionWithoutThreadsClocksOrReflection() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.lang.reflect..", "java.util.concurrent..", "java.net.http..", "java.sql..")
                .orShould()
                .callMethod(Instant.class, "now")
                .check(API);
    }
}
