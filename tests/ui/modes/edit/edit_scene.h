#pragma once

#include <QSignalSpy>
#include <catch2/catch.hpp>

#include "tests/ui/test_window.h"
#include "ui/modes/edit/picture_button.h"
#include "ui/panels/word_chip.h"

namespace everyword {

/// A window that a click has switched to Edit, with a prompt.
struct EditScene : TestWindow {
  explicit EditScene(const std::function<void(FakeEngine &)> &prepare = {}) : TestWindow(prepare) {
    clickMode("edit");
    auto *prompt = find<QLineEdit>("promptEdit");
    prompt->clear();
    QTest::keyClicks(prompt, QStringLiteral("a person with purple hair"));
    REQUIRE(waitUntil([this] { return chips().size() == 5; }));
    window->canvas().setFocus();
  }

  Document &document() const { return window->document(); }
  const RunRequest &request() const { return document().request(); }
  void clickMode(const char *mode) const {
    click((std::string("mode_") + mode).c_str());
    REQUIRE(waitUntil([&] { return request().mode == mode; }));
  }
  QAction *action(const char *name) const { return find<QAction>(name); }

  QList<WordChip *> chips() const { return window->findChildren<WordChip *>(); }
  WordChip *chip(const char *text) const {
    for (WordChip *one : chips()) {
      if (one->word().text == text) {
        return one;
      }
    }
    throw std::runtime_error("no such chip");
  }
  void pick(const char *word) const { QTest::mouseClick(chip(word), Qt::LeftButton); }

  PictureButton *face(int index) const {
    return find<QWidget>("faceGrid")->findChildren<PictureButton *>().at(index);
  }
  bool facesAreThere() const {
    return waitUntil([this] { return face(11)->hasPicture(); });
  }
  QList<PictureButton *> cells() const {
    QList<PictureButton *> shown;
    for (auto *cell : find<QWidget>("lambdaStrip")->findChildren<PictureButton *>()) {
      if (!cell->isHidden()) {
        shown << cell;
      }
    }
    return shown;
  }
  bool waitForTheEnd() const {
    return waitUntil([this] { return !window->controller().isActive(); });
  }
  QString message() const {
    return find<QFrame>("messageBar")->isVisible() ? window->messages().text() : QString();
  }
};

}  // namespace everyword
