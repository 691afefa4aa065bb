package io.penstock.aws;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses AWS = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.penstock.aws");

    @Test
    void theAdaptersKnowThePortsAndTheSdk() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.penstock..",
                        "java..",
                        "javax.crypto..",
                        "software.amazon.awssdk..",
                        "org.slf4j..",
                        "org.jspecify..")
                .check(AWS);
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.penstock.embedded..", "io.penstock.server..", "io.penstock.command..")
                .check(AWS);
    }

    @Test
    void timeAndChanceAreGivenAndThreadsAreOthers() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .areAssignableTo(Random.class)
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "getenv")
                .orShould()
                .callMethod(System.class, "getenv", String.class)
                .orShould()
                .callMethod(Thread.class, "sleep", long.class)
                .check(AWS);
    }
}
