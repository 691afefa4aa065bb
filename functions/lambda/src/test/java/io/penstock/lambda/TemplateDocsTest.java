package io.penstock.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// What is said of the template is true of it.
class TemplateDocsTest {
    private static final Pattern PARAMETER = Pattern.compile("(?m)^  (\\w+):\\n    Description: ");
    private static final Pattern RESOURCE = Pattern.compile("(?m)^  (\\w+):\\n    Type: AWS::([\\w:]+)$");
    private static final Pattern SHOWN = Pattern.compile(
            "Serverless::Function|SQS::Queue|DynamoDB::Table|S3::Bucket|Events::(EventBus|Rule)|KMS::Key"
                    + "|SecretsManager::Secret|SNS::Topic");

    @Test
    void everyFunctionQueueTableAndRuleOfTheTemplateIsInThePicture() throws Exception {
        var picture = Files.readString(Path.of("../../docs/picture.md"));
        var shown = RESOURCE.matcher(Files.readString(Path.of("../../template.yaml")))
                .results()
                .filter(resource -> SHOWN.matcher(resource.group(2)).matches())
                .map(resource -> resource.group(1))
                .toList();

        assertThat(shown).contains("Ingest", "Events", "Ledger", "FromTheBus");
        assertThat(shown).allSatisfy(name -> assertThat(picture).containsPattern("\\b" + name + "\\b"));
    }

    @Test
    void everyParameterIsExplained() throws Exception {
        var template = Files.readString(Path.of("../../template.yaml"));
        var parameters = PARAMETER
                .matcher(template.substring(0, template.indexOf("\nMetadata:")))
                .results()
                .map(parameter -> parameter.group(1))
                .toList();
        var table = Files.readString(Path.of("../../docs/deploy.md"))
                .lines()
                .filter(line -> line.startsWith("| `"))
                .toList();

        assertThat(parameters).contains("FrontDoor", "Dashboard");
        assertThat(parameters).allSatisfy(name -> assertThat(table).anyMatch(line -> line.contains("`" + name + "`")));
    }
}
