#include <QAction>
#include <QCoreApplication>
#include <QDialog>
#include <QDialogButtonBox>
#include <QGridLayout>
#include <QLabel>
#include <QMenu>
#include <QMenuBar>
#include <QMessageBox>
#include <QVBoxLayout>

#include "ui/theme/spacing.h"
#include "ui/workspace/window_menus.h"

namespace everyword {
namespace {
QString text(const char *source) { return QCoreApplication::translate("ShortcutSheet", source); }
}  // namespace

void showShortcuts(QMainWindow &window, const ModePage &page) {
  auto *sheet = new QDialog(&window);
  sheet->setAttribute(Qt::WA_DeleteOnClose);
  sheet->setWindowTitle(text("Keyboard shortcuts"));
  auto *grid = new QGridLayout;
  grid->setHorizontalSpacing(4 * kGrid);
  grid->setVerticalSpacing(kHalfGrid);
  std::vector<std::pair<QString, QString>> lines;
  for (const QAction *menu : window.menuBar()->actions()) {
    for (const QAction *action : menu->menu()->actions()) {
      if (!action->shortcut().isEmpty()) {
        QString label = action->text();
        lines.emplace_back(label.remove(QLatin1Char('&')).remove(QChar(0x2026)),
                           action->shortcut().toString(QKeySequence::NativeText));
      }
    }
  }
  for (const auto &gesture : page.gestures()) {
    lines.push_back(gesture);
  }
  lines.emplace_back(text("Pan the canvas"), text("Space and drag, or the middle button"));
  lines.emplace_back(text("Zoom at the cursor"), text("Wheel"));
  lines.emplace_back(text("Pause or resume, in the Progress panel"), text("Space"));
  const int half = int(lines.size() + 1) / 2;
  for (int index = 0; index < int(lines.size()); ++index) {
    const int column = index < half ? 0 : 2;
    grid->addWidget(new QLabel(lines[std::size_t(index)].first), index % half, column);
    auto *keys = new QLabel(lines[std::size_t(index)].second);
    keys->setObjectName(QStringLiteral("muted"));
    grid->addWidget(keys, index % half, column + 1);
  }
  auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close);
  QObject::connect(buttons, &QDialogButtonBox::rejected, sheet, &QDialog::close);
  auto *column = new QVBoxLayout(sheet);
  column->setContentsMargins(3 * kGrid, 2 * kGrid, 3 * kGrid, 2 * kGrid);
  column->setSpacing(2 * kGrid);
  column->addLayout(grid);
  column->addWidget(buttons);
  sheet->open();
}

void showAbout(QWidget &window) {
  auto *box = new QMessageBox(QMessageBox::NoIcon, text("About Everyword"), {}, QMessageBox::Close,
                              &window);
  box->setTextFormat(Qt::RichText);
  box->setText(
      text("<b>Everyword</b><p>Pictures from a prompt in which no word is left behind: the "
           "relevance "
           "that the model itself gives each phrase guides it to its place.</p>"
           "<p>After Paiss, Chefer and Wolf, “No Token Left Behind”, ECCV 2022.</p>"));
  box->setAttribute(Qt::WA_DeleteOnClose);
  box->open();
}

}  // namespace everyword
