#pragma once

#include <QAction>
#include <QDockWidget>
#include <QKeySequence>

namespace everyword {

/// A command with text, icon (nullptr: none), shortcut, and a tip made of text and shortcut.
QAction *makeAction(QObject *parent, const char *name, const QString &label, const char *icon,
                    const QKeySequence &keys);

/// A panel that can be moved, floated and closed.
QDockWidget *makeDock(const QString &name, const QString &title, QWidget *content);

}  // namespace everyword
