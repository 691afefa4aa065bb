package io.penstock.distributed;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.net.URI;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses DISTRIBUTED = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.penstock.distributed");

    @Test
    void theStepsKnowTheCoreAndJsonAndNobodysSdk() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.penstock..", "java..", "com.fasterxml.jackson.core..", "org.slf4j..", "org.jspecify..")
                .check(DISTRIBUTED);
    }

    @Test
    void theStepsDoNotKnowWhatTheRegistryIsMadeOf() {
        noClasses()
                .that()
                .resideInAPackage("io.penstock.distributed")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.penstock.distributed.registry")
                .check(DISTRIBUTED);
    }

    @Test
    void whatIsInMemoryIsPortsAndNobodyElseHereKnowsThem() {
        classes()
                .that()
                .resideInAPackage("io.penstock.distributed.memory")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.penstock.distributed", "io.penstock.distributed.memory", "java..", "org.jspecify..")
                .check(DISTRIBUTED);
        noClasses()
                .that()
                .resideOutsideOfPackage("io.penstock.distributed.memory")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.penstock.distributed.memory")
                .check(DISTRIBUTED);
    }

    @Test
    void timeAndChanceAreGivenAndThreadsAreOthers() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.util.concurrent..", "java.sql..")
                .orShould()
                .dependOnClassesThat(resideInAPackage("java.net..").and(not(type(URI.class))))
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Thread.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Random.class)
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .check(DISTRIBUTED);
    }
}
