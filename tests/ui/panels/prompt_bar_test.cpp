#include "ui/panels/prompt_bar.h"

#include <QLineEdit>
#include <catch2/catch.hpp>

#include "tests/ui/test_window.h"
#include "ui/panels/word_chip.h"

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

TEST_CASE("The words of a long prompt stand in rows, all of them to be seen", "[ui]") {
  TestWindow test;
  auto *strip = test.find<QWidget>("chipStrip");
  const int oneRow = strip->height();
  auto *prompt = test.find<QLineEdit>("promptEdit");
  prompt->clear();
  QTest::keyClicks(prompt, QStringLiteral("a red apple and a dog on grass with a horse under the "
                                          "sun beside a cat and another large animal of the wood"));
  REQUIRE(waitUntil([&] { return test.window->findChildren<WordChip *>().size() == 24; }));
  test.window->resize(1200, 860);
  QTest::qWait(50);
  CHECK(strip->height() > oneRow);
  QRegion taken;
  for (const WordChip *chip : test.window->findChildren<WordChip *>()) {
    const QRect place(chip->mapTo(strip, QPoint()), chip->size());
    CHECK(strip->rect().contains(place));
    CHECK_FALSE(taken.intersects(place));
    taken += place;
  }
}
