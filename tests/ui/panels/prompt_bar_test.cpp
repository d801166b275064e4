#include "ui/panels/prompt_bar.h"

#include <QLineEdit>
#include <catch2/catch.hpp>

#include "tests/ui/test_window.h"

using namespace everyword;

TEST_CASE("Undo brings back a word that was typed before another took the place of all", "[ui]") {
  testApplication();
  Document document;
  document.open(RunRequest(), QString());
  PromptBar bar(document);
  bar.show();
  auto *prompt = bar.findChild<QLineEdit *>(QStringLiteral("promptEdit"));
  QTest::keyClicks(prompt, QStringLiteral("apple"));
  prompt->selectAll();
  QTest::keyClicks(prompt, QStringLiteral("dog"));
  CHECK(document.request().objective.prompt == "dog");
  document.undoStack().undo();
  document.undoStack().undo();
  CHECK(document.request().objective.prompt == "apple");
  document.undoStack().undo();
  CHECK(document.request().objective.prompt.empty());
}
