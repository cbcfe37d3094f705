// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui;

import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

import org.bindscope.ui.open.OpenInputs;
import org.bindscope.ui.session.MachineDocument;
import org.bindscope.ui.session.MachineSessions;
import org.bindscope.ui.session.SessionTopics;
import org.bindscope.ui.session.UserMessages;
import org.eclipse.e4.core.services.events.IEventBroker;
import org.eclipse.e4.ui.model.application.ui.basic.MTrimmedWindow;
import org.eclipse.e4.ui.model.application.ui.basic.MWindow;
import org.eclipse.e4.ui.workbench.modeling.EModelService;
import org.eclipse.swt.dnd.DND;
import org.eclipse.swt.dnd.DropTarget;
import org.eclipse.swt.dnd.DropTargetAdapter;
import org.eclipse.swt.dnd.DropTargetEvent;
import org.eclipse.swt.dnd.FileTransfer;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.graphics.Rectangle;
import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.ui.IViewPart;
import org.eclipse.ui.IWorkbenchPage;
import org.eclipse.ui.PartInitException;
import org.eclipse.ui.application.ActionBarAdvisor;
import org.eclipse.ui.application.IActionBarConfigurer;
import org.eclipse.ui.application.IWorkbenchWindowConfigurer;
import org.eclipse.ui.application.WorkbenchWindowAdvisor;
import org.osgi.service.event.EventHandler;

/** The window: its size, its title, and what happens to files dropped on it. */
class BindscopeWindowAdvisor extends WorkbenchWindowAdvisor {

    private static final String PRODUCT = "Bindscope";

    private final EventHandler onDocument = event -> {
        title();
        leaveStartPage();
    };

    BindscopeWindowAdvisor(IWorkbenchWindowConfigurer configurer) {
        super(configurer);
    }

    @Override
    public ActionBarAdvisor createActionBarAdvisor(IActionBarConfigurer configurer) {
        return new BindscopeActionBars(configurer);
    }

    @Override
    public void preWindowOpen() {
        Rectangle screen = Display.getCurrent().getPrimaryMonitor().getClientArea();
        IWorkbenchWindowConfigurer configurer = getWindowConfigurer();
        configurer.setInitialSize(new Point(Math.min(1640, screen.width), Math.min(1000, screen.height)));
        configurer.setTitle(PRODUCT);
        configurer.setShowCoolBar(true);
        configurer.setShowPerspectiveBar(false);
        configurer.setShowStatusLine(false);
        configurer.setShowProgressIndicator(true);
    }

    @Override
    public void postWindowOpen() {
        Shell shell = getWindowConfigurer().getWindow().getShell();
        acceptFiles(shell);
        MWindow window = getWindowConfigurer().getWindow().getService(MWindow.class);
        if (window instanceof MTrimmedWindow trimmed) {
            new WindowTrim(getWindowConfigurer().getWindow().getService(EModelService.class)).install(trimmed);
        }
        broker().subscribe(SessionTopics.ACTIVE_DOCUMENT, onDocument);
        title();
    }

    @Override
    public void postWindowClose() {
        broker().unsubscribe(onDocument);
    }

    private void title() {
        Optional<MachineDocument> document = sessions().active();
        getWindowConfigurer().setTitle(document.map(open -> open.name() + " - " + PRODUCT).orElse(PRODUCT));
    }

    /** A document that opens while the start page covers the other views brings them to the top. */
    private void leaveStartPage() {
        IWorkbenchPage page = getWindowConfigurer().getWindow().getActivePage();
        IViewPart start = page == null ? null : page.findView(ViewIds.START);
        if (start != null && page.isPartVisible(start) && sessions().active().isPresent()) {
            try {
                boolean onlyTree = sessions().active().get().machine().getDomains().isEmpty();
                page.showView(onlyTree ? ViewIds.DEVICE_TREE : ViewIds.TOPOLOGY, null, IWorkbenchPage.VIEW_VISIBLE);
            } catch (PartInitException e) {
                UserMessages.failed("The view of the opened machine could not be opened", e);
            }
        }
    }

    private void acceptFiles(Shell shell) {
        DropTarget target = new DropTarget(shell, DND.DROP_COPY | DND.DROP_DEFAULT | DND.DROP_LINK | DND.DROP_MOVE);
        target.setTransfer(FileTransfer.getInstance());
        target.addDropListener(new DropTargetAdapter() {
            @Override
            public void dragEnter(DropTargetEvent event) {
                // A move would let the file manager delete what it believes to have been moved.
                event.detail = DND.DROP_COPY;
            }

            @Override
            public void dragOperationChanged(DropTargetEvent event) {
                event.detail = DND.DROP_COPY;
            }

            @Override
            public void drop(DropTargetEvent event) {
                if (event.data instanceof String[] files) {
                    OpenInputs.inWorkbench().dropped(Stream.of(files).map(Path::of).toList());
                }
            }
        });
    }

    private MachineSessions sessions() {
        return getWindowConfigurer().getWindow().getService(MachineSessions.class);
    }

    private IEventBroker broker() {
        return getWindowConfigurer().getWindow().getService(IEventBroker.class);
    }
}
