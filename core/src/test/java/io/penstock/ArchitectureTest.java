package io.penstock;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/// The arrows that core may have, and what it must be given rather than take.
class ArchitectureTest {
    private static final JavaClasses CORE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.penstock");

    /// What reads the clock, the environment or chance, or starts threads: by owner and name, some with their
    /// parameters too.
    private static final Set<String> TAKEN = Set.of(
            "java.lang.Math.random",
            "java.lang.System.currentTimeMillis",
            "java.lang.System.getProperty",
            "java.lang.System.getenv",
            "java.lang.System.nanoTime",
            "java.lang.Thread.<init>",
            "java.lang.Thread.ofPlatform",
            "java.lang.Thread.ofVirtual",
            "java.lang.Thread.sleep",
            "java.lang.Thread.startVirtualThread",
            "java.security.SecureRandom.<init>()",
            "java.time.InstantSource.system",
            "java.util.Random.<init>()",
            "java.util.UUID.randomUUID",
            "java.util.random.RandomGenerator.getDefault",
            "java.util.random.RandomGenerator.of");

    /// Types of which nothing may be called.
    private static final Set<String> TAKEN_TYPES = Set.of(
            Clock.class.getName(),
            Executors.class.getName(),
            ForkJoinPool.class.getName(),
            ThreadLocalRandom.class.getName());

    @Test
    void whatIsCheckedIsAllOfCoreAndNoneOfItsTests() {
        assertThat(CORE.contain("io.penstock.delivery.OutcomeRules")).isTrue();
        assertThat(CORE.contain("io.penstock.identity.Id128")).isTrue();
        assertThat(CORE.contain(ArchitectureTest.class)).isFalse();
    }

    @Test
    void coreKnowsNeitherDatabasesNorServersNorClients() {
        check(noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.sql..",
                        "javax.sql..",
                        "org.sqlite..",
                        "java.net.http..",
                        "com.sun.net.httpserver..",
                        "jakarta.servlet..",
                        "org.eclipse.jetty..",
                        "org.apache.hc..",
                        "com.amazonaws..",
                        "software.amazon.awssdk..")
                .because("core is the same whatever it is stored in and whatever it is reached by"));
    }

    @Test
    void coreStandsOnTheJdkAndThreeSmallLibraries() {
        check(classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.penstock..",
                        "java..",
                        "javax.crypto..",
                        "org.jspecify.annotations",
                        "org.slf4j",
                        "com.fasterxml.jackson.core..",
                        "software.amazon.event.ruler..")
                .because("every other library is one that an adapter needs"));
    }

    @Test
    void noPackageDependsOnItselfByWayOfOthers() {
        check(slices().matching("io.penstock.(*)..").should().beFreeOfCycles());
    }

    @Test
    void whatEverythingStandsOnStandsOnNothingOfOurs() {
        check(noClasses()
                .that()
                .resideInAnyPackage("io.penstock.identity", "io.penstock.input", "io.penstock.signing")
                .should()
                .dependOnClassesThat(resideInAPackage("io.penstock..")
                        .and(DescribedPredicate.not(resideInAPackage("io.penstock.identity")))
                        .and(DescribedPredicate.not(resideInAPackage("io.penstock.input")))
                        .and(DescribedPredicate.not(resideInAPackage("io.penstock.signing"))))
                .because("ids, refusals of input and signatures are of use to all"));
    }

    @Test
    void timeChanceThreadsAndSettingsAreGivenToCore() {
        check(noClasses()
                .should()
                .accessTargetWhere(new DescribedPredicate<JavaAccess<?>>("it takes what is to be given") {
                    @Override
                    public boolean test(JavaAccess<?> access) {
                        return isTaken(access);
                    }
                })
                .because("a simulation runs the whole of core in one thread, with its own time and its own chance"));
    }

    private static boolean isTaken(JavaAccess<?> access) {
        var owner = access.getTargetOwner().getName();
        var name = access.getName();
        return TAKEN_TYPES.contains(owner)
                || TAKEN.contains(owner + "." + name)
                || TAKEN.contains(access.getTarget().getFullName())
                || (owner.startsWith("java.time.") && name.equals("now"));
    }

    private static void check(ArchRule rule) {
        rule.check(CORE);
    }
}
